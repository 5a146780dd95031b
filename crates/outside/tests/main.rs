//! What goes out, tried against small servers on the loopback address.

mod http;
mod mail;
