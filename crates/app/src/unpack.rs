//! Unpacks a document that was sent compressed, never beyond the limit.

use crate::config::Limits;
use std::io::Read;

/// Why a document was not unpacked.
#[derive(Debug)]
pub(crate) enum Packed {
    /// Over the limit of the installation, in megabytes.
    TooLarge(usize),
    /// The stream is damaged or ends early after so many plain bytes.
    Truncated(usize),
    /// The machine failed.
    Failed(std::io::Error),
}

type Result<T> = std::result::Result<T, Packed>;

/// Bytes that are unpacked at once while counting.
const PIECE_BYTES: usize = 64 * 1024;
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Memory for the window of a Zstandard stream, as a power of two.
const WINDOW_LOG_MAX: u32 = 26;

/// Counts the plain bytes without keeping them: a bomb costs time up to the limit, never memory.
pub(crate) fn measure(bytes: &[u8], limits: &Limits) -> Result<usize> {
    let most = limits.sbom_unpacked_mb.saturating_mul(1_000_000);
    let Some(mut reader) = unpacker(bytes)? else { return within(bytes.len(), most, limits) };
    let mut size = 0;
    let mut piece = vec![0; PIECE_BYTES];
    while size <= most {
        match reader.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => size += n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Packed::Truncated(size)),
        }
    }
    within(size, most, limits)
}

fn within(size: usize, most: usize, limits: &Limits) -> Result<usize> {
    if size > most { Err(Packed::TooLarge(limits.sbom_unpacked_mb)) } else { Ok(size) }
}

/// Answers the plain bytes, `size` of them as [`measure`] counted.
pub(crate) fn unpack(bytes: Vec<u8>, size: usize) -> Result<Vec<u8>> {
    let Some(reader) = unpacker(&bytes)? else { return Ok(bytes) };
    let mut out = Vec::with_capacity(size);
    reader.take(size as u64).read_to_end(&mut out).map_err(Packed::Failed)?;
    Ok(out)
}

/// What unpacks these bytes; none where they are plain.
fn unpacker(bytes: &[u8]) -> Result<Option<Box<dyn Read + '_>>> {
    if bytes.starts_with(GZIP) {
        return Ok(Some(Box::new(flate2::read::MultiGzDecoder::new(bytes))));
    }
    if bytes.starts_with(ZSTD) {
        let mut decoder = zstd::Decoder::with_buffer(bytes).map_err(Packed::Failed)?;
        decoder.window_log_max(WINDOW_LOG_MAX).map_err(Packed::Failed)?;
        return Ok(Some(Box::new(decoder)));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn limits() -> Limits {
        Limits { sbom_unpacked_mb: 1, ..Limits::default() }
    }

    #[test]
    fn a_bomb_is_refused_at_the_limit() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..20 {
            encoder.write_all(&vec![b' '; 100_000]).unwrap();
        }
        let refused = measure(&encoder.finish().unwrap(), &limits()).unwrap_err();
        assert!(matches!(refused, Packed::TooLarge(1)));
        let zstd = zstd::encode_all(vec![b' '; 2_000_000].as_slice(), 1).unwrap();
        assert!(matches!(measure(&zstd, &limits()), Err(Packed::TooLarge(1))));
        assert!(matches!(measure(&vec![b' '; 1_000_001], &limits()), Err(Packed::TooLarge(1))));
    }

    #[test]
    fn a_cut_archive_is_truncated_and_plain_bytes_stay() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"{\"bomFormat\":\"CycloneDX\"}").unwrap();
        let whole = encoder.finish().unwrap();
        let size = measure(&whole, &limits()).unwrap();
        assert_eq!(unpack(whole.clone(), size).unwrap(), b"{\"bomFormat\":\"CycloneDX\"}");
        let cut = measure(&whole[..whole.len() - 9], &limits()).unwrap_err();
        assert!(matches!(cut, Packed::Truncated(_)));
        assert_eq!(measure(b"{}", &limits()).unwrap(), 2);
        assert_eq!(unpack(b"{}".to_vec(), 2).unwrap(), b"{}");
    }
}
