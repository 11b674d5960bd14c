//! A CA and cards for evaluation and tests, in the shape of the real ones.
