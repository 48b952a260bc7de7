//! `avouch replay` through the binary, over archives made by hand.

mod archives;
mod breaches;
mod hostile;
mod hosts;
mod stage;
