//! Unpacks an SBOM that was sent compressed, never beyond the limit.

use crate::config::Limits;
use crate::{Error, Result};
use domain::refusal::Refusal;
use std::io::Read;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Answers the plain bytes.
pub(super) fn unpack(bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>> {
    let most = limits.sbom_unpacked_mb * 1_000_000;
    let too_large = || Error::from(Refusal::SbomTooLarge { limit: limits.sbom_unpacked_mb.to_string() });
    if bytes.starts_with(GZIP) {
        return bounded(flate2::read::MultiGzDecoder::new(bytes.as_slice()), most, too_large);
    }
    if bytes.starts_with(ZSTD) {
        let decoder = zstd::Decoder::new(bytes.as_slice()).map_err(|error| Error::broken("unpacking an SBOM", error))?;
        return bounded(decoder, most, too_large);
    }
    if bytes.len() > most { Err(too_large()) } else { Ok(bytes) }
}

fn bounded(reader: impl Read, most: usize, too_large: impl Fn() -> Error) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let read = reader.take(most as u64 + 1).read_to_end(&mut out);
    if out.len() > most {
        return Err(too_large());
    }
    read.map_err(|_| Refusal::SbomTruncated { n: out.len().to_string() })?;
    Ok(out)
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
        let refused = unpack(encoder.finish().unwrap(), &limits()).unwrap_err();
        assert_eq!(refused.refusal().unwrap().code(), "sbom.too_large");
    }

    #[test]
    fn a_cut_archive_is_truncated_and_plain_bytes_stay() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"{\"bomFormat\":\"CycloneDX\"}").unwrap();
        let whole = encoder.finish().unwrap();
        let cut = unpack(whole[..whole.len() - 9].to_vec(), &limits()).unwrap_err();
        assert_eq!(cut.refusal().unwrap().code(), "sbom.truncated");
        assert_eq!(unpack(b"{}".to_vec(), &limits()).unwrap(), b"{}");
    }
}
