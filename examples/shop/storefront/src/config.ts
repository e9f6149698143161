export const config = {
  port: Number(process.env.PORT ?? 3000),
  apiUrl: process.env.API_URL ?? "http://api:8000",
  publicUrl: process.env.PUBLIC_URL ?? "http://localhost:3000",
  jwtSecret: process.env.JWT_SECRET ?? "change-me",
  stripe: {
    publishableKey: process.env.STRIPE_PUBLISHABLE_KEY ?? "",
    secretKey: process.env.STRIPE_SECRET_KEY ?? "",
    apiVersion: "2020-08-27",
  },
  uploads: process.env.UPLOADS ?? "/srv/uploads",
  partnerHosts: ["cdn.tidewater.example", "partners.tidewater.example"],
};
