//! Values for schemas: valid and provably invalid, seeded
