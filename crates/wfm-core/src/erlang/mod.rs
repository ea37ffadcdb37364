//! erlang
