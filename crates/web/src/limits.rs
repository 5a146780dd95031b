//! How often one address may post: at most so many in any minute, counted exactly, in bounded memory.

use domain::refusal::Refusal;
use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The stretch of time in which posts are counted.
const WINDOW: Duration = Duration::from_secs(60);
/// Addresses that are remembered.
const ADDRESSES_MAX: usize = 50_000;

/// Rate limits of public entrances, by address of the caller.
pub(crate) struct Limits {
    posts_max: usize,
    posts: Mutex<HashMap<IpAddr, VecDeque<Instant>>>,
}

impl Limits {
    pub(crate) fn new(posts_per_minute: u32) -> Self {
        Self { posts_max: usize::try_from(posts_per_minute.max(1)).unwrap_or(usize::MAX), posts: Mutex::default() }
    }

    /// Counts a post of an address.
    ///
    /// # Errors
    /// [`Refusal::RateLimited`] with the seconds after which the next one is taken. What was refused is not counted.
    pub(crate) fn post(&self, address: IpAddr, now: Instant) -> Result<(), Refusal> {
        let address = network(address);
        let mut posts = self.posts.lock().unwrap_or_else(PoisonError::into_inner);
        if posts.len() >= ADDRESSES_MAX && !posts.contains_key(&address) {
            make_room(&mut posts, now);
        }
        let recent = posts.entry(address).or_default();
        while recent.front().is_some_and(|at| is_past(*at, now)) {
            recent.pop_front();
        }
        if recent.len() >= self.posts_max {
            let oldest = recent.front().map_or(Duration::ZERO, |at| now.saturating_duration_since(*at));
            let wait = WINDOW.saturating_sub(oldest);
            return Err(Refusal::RateLimited { s: (wait.as_secs() + 1).to_string() });
        }
        recent.push_back(now);
        Ok(())
    }
}

/// What counts as one caller: an address of IPv4, a network of 64 bits of IPv6, because each household has all addresses of one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

fn is_past(at: Instant, now: Instant) -> bool {
    now.saturating_duration_since(at) >= WINDOW
}

/// Forgets idle addresses; all of them when so many post at once that memory counts more than the limit.
fn make_room(posts: &mut HashMap<IpAddr, VecDeque<Instant>>, now: Instant) {
    posts.retain(|_, recent| recent.back().is_some_and(|at| !is_past(*at, now)));
    if posts.len() >= ADDRESSES_MAX {
        posts.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    fn address(n: u32) -> IpAddr {
        Ipv4Addr::from(n).into()
    }

    #[test]
    fn the_31st_post_in_any_minute_waits_however_slowly_the_others_came() {
        let (limits, start) = (Limits::new(30), Instant::now());
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        for n in 0..30 {
            limits.post(address(1), at(n * 19 / 10)).unwrap();
        }
        let refused = limits.post(address(1), at(58)).unwrap_err();
        assert_eq!(refused, Refusal::RateLimited { s: "3".into() });
        limits.post(address(2), at(58)).unwrap();
        limits.post(address(1), at(60)).unwrap();
        assert!(limits.post(address(1), at(60)).is_err(), "one post left the minute, one came in");
    }

    #[test]
    fn one_household_is_one_caller() {
        let (limits, now) = (Limits::new(1), Instant::now());
        let post = |address: &str| limits.post(address.parse().unwrap(), now).is_ok();
        assert!(post("2001:db8::1") && !post("2001:db8::2") && post("2001:db8:0:1::1"));
        assert!(post("192.0.2.1") && !post("::ffff:192.0.2.1") && post("192.0.2.2"));
    }

    #[test]
    fn more_addresses_than_can_be_remembered_are_forgotten_not_kept() {
        let (limits, start) = (Limits::new(1), Instant::now());
        for n in 0..u32::try_from(ADDRESSES_MAX).unwrap() + 1 {
            limits.post(address(n), start).unwrap();
        }
        assert!(limits.posts.lock().unwrap().len() <= ADDRESSES_MAX);
    }
}
