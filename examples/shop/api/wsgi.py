"""Entry point for gunicorn (`wsgi:app`) and for `python wsgi.py` on a laptop."""
from shop import create_app

app = create_app()

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=8000, debug=True)
