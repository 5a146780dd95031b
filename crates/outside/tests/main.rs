//! What goes out, tried against small servers on the loopback address.

mod download;
mod http;
mod mail;
