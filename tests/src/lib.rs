//! Whole-product tests of avouch
