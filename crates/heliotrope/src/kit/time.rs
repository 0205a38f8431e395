//! A moment, and the clock that says which one it is.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment: microseconds since 1970 in UTC, as it stands in the database.
/// In JSON and on the command line it is RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(pub i64);

impl At {
    /// The far end of time: what "no promise" sorts as.
    pub const NEVER: At = At(i64::MAX);

    pub fn plus(self, by: Duration) -> At {
        At(self.0.saturating_add(micros(by)))
    }

    pub fn minus(self, by: Duration) -> At {
        At(self.0.saturating_sub(micros(by)))
    }

    /// How long ago `earlier` was; nothing when it lies ahead.
    pub fn since(self, earlier: At) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The same moment for the calendar. A moment outside jiff's years
    /// (-9999 to 9999) becomes the nearest one inside.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

fn micros(d: Duration) -> i64 {
    i64::try_from(d.as_micros()).unwrap_or(i64::MAX)
}

impl From<jiff::Timestamp> for At {
    fn from(t: jiff::Timestamp) -> At {
        At(t.as_microsecond())
    }
}

impl From<At> for store::Value {
    fn from(at: At) -> store::Value {
        store::Value::Int(at.0)
    }
}

impl store::FromValue for At {
    const WORD: &'static str = "a moment";

    fn from_value(value: store::Seen<'_>) -> Option<At> {
        i64::from_value(value).map(At)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl FromStr for At {
    type Err = jiff::Error;

    fn from_str(s: &str) -> Result<At, jiff::Error> {
        Ok(s.parse::<jiff::Timestamp>()?.into())
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<At, D::Error> {
        Ok(jiff::Timestamp::deserialize(d)?.into())
    }
}

/// Says what time it is. Passed in everywhere, so that a test can stand the
/// clock still.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    pub fn system() -> Clock {
        Clock(Kind::System)
    }

    /// A clock that stands at `at` until it is moved. Its clones move with it.
    pub fn fixed(at: At) -> Clock {
        Clock(Kind::Fixed(Arc::new(AtomicI64::new(at.0))))
    }

    pub fn now(&self) -> At {
        match &self.0 {
            Kind::System => system_now(),
            Kind::Fixed(at) => At(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock on. The system's clock moves by itself: there this
    /// does nothing and says so.
    #[cfg(test)]
    pub fn advance(&self, by: Duration) -> bool {
        match &self.0 {
            Kind::System => false,
            Kind::Fixed(at) => {
                at.fetch_add(micros(by), Ordering::SeqCst);
                true
            }
        }
    }
}

#[cfg(not(feature = "test-clock"))]
fn system_now() -> At {
    jiff::Timestamp::now().into()
}

/// The file that `DESK_TEST_CLOCK` names says how many seconds the clock of
/// this machine is off: a running desk and the commands beside it see it jump.
#[cfg(feature = "test-clock")]
fn system_now() -> At {
    let now = At::from(jiff::Timestamp::now());
    let Some(file) = std::env::var_os("DESK_TEST_CLOCK") else {
        return now;
    };
    let said = std::fs::read_to_string(&file).ok();
    match said.and_then(|said| said.trim().parse::<i64>().ok()) {
        Some(seconds) => At(now.0.saturating_add(seconds.saturating_mul(1_000_000))),
        None => panic!("DESK_TEST_CLOCK: {} holds no number", file.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_reads_and_writes_as_rfc_3339() {
        let at: At = "2026-03-05T11:00:00Z".parse().unwrap();
        assert_eq!(at, At(1_772_708_400_000_000));
        assert_eq!(
            serde_json::to_string(&at).unwrap(),
            "\"2026-03-05T11:00:00Z\""
        );
        assert_eq!(
            serde_json::from_str::<At>("\"2026-03-05T12:00:00+01:00\"").unwrap(),
            at
        );
    }

    #[test]
    fn the_far_end_of_time_is_a_moment_too() {
        assert_eq!(At::NEVER.plus(Duration::from_secs(1)), At::NEVER);
        assert!(At::NEVER.to_string().starts_with("9999-"));
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told_and_with_all_its_clones() {
        let clock = Clock::fixed("2026-03-05T11:00:00Z".parse().unwrap());
        let other = clock.clone();
        assert!(clock.advance(Duration::from_secs(60)));
        assert_eq!(other.now().to_string(), "2026-03-05T11:01:00Z");
        assert!(!Clock::system().advance(Duration::from_secs(1)));
    }
}
