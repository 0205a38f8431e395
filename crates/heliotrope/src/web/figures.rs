//! What this process counts as it goes: requests answered, commits, and how
//! long they took.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Seconds. The budget of a page is 200 ms.
const STEPS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 2.0, 10.0];
/// A commit waits for the disk: from a fast one to one that fails.
const COMMIT: [f64; 9] = [0.0002, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.2, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    class: &'static str,
    status: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Class {
    class: &'static str,
}

/// Cheap to clone; all clones count together.
#[derive(Clone)]
pub struct Figures {
    answered: Family<Answered, Counter>,
    took: Family<Class, Histogram, fn() -> Histogram>,
    commits: Histogram,
}

impl Default for Figures {
    fn default() -> Figures {
        Figures {
            answered: Family::default(),
            took: Family::new_with_constructor(|| Histogram::new(STEPS)),
            commits: Histogram::new(COMMIT),
        }
    }
}

impl Figures {
    /// `route` is the pattern of the route: a path may hold a secret link.
    pub fn count(&self, route: &str, status: u16, seconds: f64) {
        let class = class(route);
        let status = u64::from(status);
        self.answered
            .get_or_create(&Answered { class, status })
            .inc();
        self.took.get_or_create(&Class { class }).observe(seconds);
    }

    /// A commit of the database took so long.
    pub fn committed(&self, took: Duration) {
        self.commits.observe(took.as_secs_f64());
    }

    pub fn register(&self, registry: &mut Registry) {
        registry.register("http_answers", "Requests answered", self.answered.clone());
        registry.register("http_seconds", "How long an answer took", self.took.clone());
        registry.register(
            "commit_seconds",
            "How long a commit took",
            self.commits.clone(),
        );
    }
}

/// Few classes, so that the series stay few.
fn class(route: &str) -> &'static str {
    match route.split('/').nth(1).unwrap_or_default() {
        "api" => "api",
        "assets" | "favicon.ico" => "assets",
        "c" | "write" => "customer",
        "live" => "live",
        "healthz" | "readyz" | "metrics" => "watching",
        _ if route == "none" => "none",
        _ => "page",
    }
}

#[cfg(test)]
mod tests {
    use super::class;

    #[test]
    fn a_route_has_one_of_few_classes() {
        let all = [
            "/api/v1/cases",
            "/c/{token}",
            "/today",
            "/",
            "none",
            "/live",
            "/readyz",
        ]
        .map(class);
        assert_eq!(
            all,
            [
                "api", "customer", "page", "page", "none", "live", "watching"
            ]
        );
    }
}
