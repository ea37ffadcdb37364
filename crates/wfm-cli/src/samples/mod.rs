//! Sample centres, made by a seeded generator.
