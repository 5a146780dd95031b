//! Large bodies: read in pieces, counted while they come, never more in memory than the house has room for.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use domain::refusal::Refusal;
use http_body_util::BodyExt as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

/// Bytes of one unit of a room.
const UNIT_BYTES: usize = 64_000;
/// How long one body may take to arrive.
pub(crate) const UPLOAD_TIME_MAX: Duration = Duration::from_secs(300);
/// Bytes of a body that is refused and still read to its end, unkept: a sender listens only after sending.
const UNKEPT_BYTES_MAX: usize = 300_000_000;

/// The memory that bodies on their way in share.
#[derive(Clone)]
pub(crate) struct Room(Arc<Semaphore>);

impl Room {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / UNIT_BYTES)))
    }

    /// A part of the room, empty as yet.
    pub(crate) fn hold(&self) -> Held {
        Held { room: self.clone(), units: 0, permit: None }
    }
}

/// The part of the room that one body holds; given back with it.
pub(crate) struct Held {
    room: Room,
    units: usize,
    permit: Option<OwnedSemaphorePermit>,
}

impl Held {
    /// Makes sure that `bytes` are covered.
    pub(crate) fn cover(&mut self, bytes: usize) -> Result<(), Refusal> {
        let wanted = bytes.div_ceil(UNIT_BYTES);
        let more = wanted.saturating_sub(self.units);
        if more == 0 {
            return Ok(());
        }
        let count = u32::try_from(more).unwrap_or(u32::MAX);
        let permit = Arc::clone(&self.room.0).try_acquire_many_owned(count).map_err(|_| Refusal::Busy { s: "30".to_owned() })?;
        match &mut self.permit {
            Some(held) => held.merge(permit),
            none => *none = Some(permit),
        }
        self.units = wanted;
        Ok(())
    }
}

/// A body on its way in.
pub(crate) struct Pieces {
    body: Body,
    most: usize,
    size: usize,
    declared: usize,
    until: Instant,
    too_large: Refusal,
}

impl Pieces {
    /// Begins to read a body of `most` bytes; `too_large` is said of a longer one.
    pub(crate) fn of(body: Body, headers: &HeaderMap, most: usize, too_large: Refusal) -> Self {
        let declared = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0);
        Self { body, most, size: 0, declared, until: Instant::now() + UPLOAD_TIME_MAX, too_large }
    }

    /// The next piece; none at the end. A body over its limit is read to its end without being kept, then refused.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Refusal> {
        while self.declared <= UNKEPT_BYTES_MAX && self.size <= UNKEPT_BYTES_MAX {
            let Some(piece) = self.read().await? else { break };
            self.size += piece.len();
            if self.size <= self.most && self.declared <= self.most {
                return Ok(Some(piece));
            }
        }
        if self.size > self.most || self.declared > self.most { Err(self.too_large.clone()) } else { Ok(None) }
    }

    async fn read(&mut self) -> Result<Option<Bytes>, Refusal> {
        let unreadable = |detail: String| Refusal::Unreadable { detail };
        loop {
            let frame = timeout_at(self.until, self.body.frame()).await;
            let Some(frame) = frame.map_err(|_| unreadable(format!("> {} s", UPLOAD_TIME_MAX.as_secs())))? else { return Ok(None) };
            // Frames without data are trailers.
            if let Ok(piece) = frame.map_err(|error| unreadable(error.to_string()))?.into_data() {
                return Ok(Some(piece));
            }
        }
    }

    /// All of it, within the room.
    pub(crate) async fn whole(mut self, held: &mut Held) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next().await? {
            held.cover(bytes.len() + piece.len())?;
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM_BYTES: usize = 100 * UNIT_BYTES;

    #[test]
    fn the_room_is_shared_and_given_back() {
        let room = Room::new(ROOM_BYTES);
        let mut first = room.hold();
        first.cover(ROOM_BYTES - UNIT_BYTES).unwrap();
        let mut second = room.hold();
        second.cover(UNIT_BYTES).unwrap();
        assert_eq!(second.cover(UNIT_BYTES + 1).unwrap_err().code(), "system.busy");
        drop(first);
        second.cover(10 * UNIT_BYTES).unwrap();
    }

    #[tokio::test]
    async fn a_body_over_its_limit_is_never_kept() {
        let too_large = || Refusal::SbomTooLarge { limit: "1".into() };
        let pieces = |size: usize, declared: &str| {
            let headers = HeaderMap::from_iter([(header::CONTENT_LENGTH, declared.parse().unwrap())]);
            Pieces::of(Body::from(vec![b'x'; size]), &headers, 1_000, too_large())
        };
        let room = Room::new(UNIT_BYTES);
        assert_eq!(pieces(1_000, "1000").whole(&mut room.hold()).await.unwrap().len(), 1_000);
        for (size, declared) in [(1_001, "1001"), (1_001, "10"), (10, "1001"), (10, "999999999999")] {
            let refused = pieces(size, declared).whole(&mut room.hold()).await.unwrap_err();
            assert_eq!(refused.code(), "sbom.too_large", "{size} {declared}");
        }
    }
}
