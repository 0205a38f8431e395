//! How often the doors without a sign-in may be tried.
//!
//! By address, so that one machine cannot try many accounts, and by account,
//! so that many machines cannot try one. Counted in memory: a restart forgives.

use std::net::IpAddr;
use std::num::NonZeroU32;

use axum::http::StatusCode;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// Above this many keys the ones at rest are forgotten.
const KEYS: usize = 10_000;

pub struct Limits {
    sign_in_from: DefaultKeyedRateLimiter<IpAddr>,
    sign_in_to: DefaultKeyedRateLimiter<[u8; 32]>,
    form: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    pub fn new() -> Limits {
        Limits {
            sign_in_from: limiter(20, 20),
            sign_in_to: limiter(5, 10),
            form: limiter(30, 30),
        }
    }

    /// One try to sign in to `account`, or to have its password sent.
    pub fn sign_in(&self, from: IpAddr, account: &str) -> Result<(), Problem> {
        check(&self.sign_in_from, network(from))?;
        check(&self.sign_in_to, Sha256::digest(account.as_bytes()).into())
    }

    /// One sending of a public form, or one press of a link.
    pub fn form(&self, from: IpAddr) -> Result<(), Problem> {
        check(&self.form, network(from))
    }
}

fn limiter<K: std::hash::Hash + Eq + Clone>(
    per_minute: u32,
    at_once: u32,
) -> DefaultKeyedRateLimiter<K> {
    let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
    let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
    DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute).allow_burst(at_once))
}

fn check<K: std::hash::Hash + Eq + Clone>(
    limiter: &DefaultKeyedRateLimiter<K>,
    key: K,
) -> Result<(), Problem> {
    if limiter.len() > KEYS {
        limiter.retain_recent();
    }
    let Err(not_until) = limiter.check_key(&key) else {
        return Ok(());
    };
    let seconds = not_until
        .wait_time_from(DefaultClock::default().now())
        .as_secs()
        + 1;
    Err(
        Problem::refuse(StatusCode::TOO_MANY_REQUESTS, "too-often", "web-too-often")
            .arg("seconds", i64::try_from(seconds).unwrap_or(i64::MAX))
            .retry_after(seconds),
    )
}

/// One household or office has a whole /64 of IPv6 addresses to try from.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let mut octets = six.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
    }
}
