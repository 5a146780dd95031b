//! The only outward sockets: mail and guarded HTTP.

pub mod download;
pub mod http;
pub mod mail;
mod redact;
pub mod sink;

/// Installs the ring provider for TLS if the process has none yet; called first thing in `main`, harmless afterwards.
pub fn install_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Losing a race to another thread means that a provider is there, which is all that is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
