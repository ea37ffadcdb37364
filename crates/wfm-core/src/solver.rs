//! The only file that names a solver.
