//! forecasting
