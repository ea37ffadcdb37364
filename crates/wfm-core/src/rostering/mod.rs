//! rostering
