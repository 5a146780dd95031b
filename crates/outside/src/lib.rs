//! The only outward sockets: mail and guarded HTTP.
