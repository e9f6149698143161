"""Tables of the shop."""
from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.orm import relationship

from .db import Base


class Customer(Base):
    __tablename__ = "customers"

    id = Column(Integer, primary_key=True)
    email = Column(String(200), unique=True, nullable=False)
    name = Column(String(200), nullable=False, default="")
    password_hash = Column(String(200), nullable=False)
    gift_card_pin = Column(String(64))
    reset_token = Column(String(64))
    is_admin = Column(Boolean, nullable=False, default=False)
    store_credit = Column(Numeric(10, 2), nullable=False, default=0)
    card_last_four = Column(String(4))
    card_holder = Column(String(120))

    orders = relationship("Order", back_populates="customer")


class Product(Base):
    __tablename__ = "products"

    id = Column(Integer, primary_key=True)
    slug = Column(String(120), unique=True, nullable=False)
    name = Column(String(200), nullable=False)
    category = Column(String(60), nullable=False, default="gear")
    description = Column(Text, nullable=False, default="")
    price = Column(Numeric(10, 2), nullable=False)
    stock = Column(Integer, nullable=False, default=0)
    image = Column(String(300))

    reviews = relationship("Review", back_populates="product")

    def as_dict(self):
        return {
            "id": self.id,
            "slug": self.slug,
            "name": self.name,
            "category": self.category,
            "price": str(self.price),
            "in_stock": self.stock > 0,
            "image": self.image,
        }


class Review(Base):
    __tablename__ = "reviews"

    id = Column(Integer, primary_key=True)
    product_id = Column(ForeignKey("products.id"), nullable=False)
    author = Column(String(120), nullable=False)
    body = Column(Text, nullable=False)
    written_at = Column(DateTime, nullable=False, default=datetime.utcnow)

    product = relationship("Product", back_populates="reviews")


class Coupon(Base):
    __tablename__ = "coupons"

    code = Column(String(40), primary_key=True)
    formula = Column(String(200), nullable=False)
    uses_left = Column(Integer, nullable=False, default=1)


class Order(Base):
    __tablename__ = "orders"

    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id"), nullable=False)
    status = Column(String(20), nullable=False, default="new")
    total = Column(Numeric(10, 2), nullable=False)
    address = Column(Text, nullable=False)
    placed_at = Column(DateTime, nullable=False, default=datetime.utcnow)

    customer = relationship("Customer", back_populates="orders")
    lines = relationship("OrderLine", back_populates="order")

    def as_dict(self):
        return {
            "id": self.id,
            "status": self.status,
            "total": str(self.total),
            "address": self.address,
            "lines": [{"product": line.product_id, "quantity": line.quantity} for line in self.lines],
        }


class OrderLine(Base):
    __tablename__ = "order_lines"

    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey("orders.id"), nullable=False)
    product_id = Column(ForeignKey("products.id"), nullable=False)
    quantity = Column(Integer, nullable=False)
    unit_price = Column(Numeric(10, 2), nullable=False)

    order = relationship("Order", back_populates="lines")
