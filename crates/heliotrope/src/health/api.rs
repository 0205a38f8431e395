//! `/readyz` and `/metrics`: for programs that watch.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use serde_json::json;

use super::rules::Unready;
use super::{rules, see, store};
use crate::kit::words::{Lang, Words};
use crate::web::{Desk, Doing, Problem};

/// A database that says nothing for so long does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether this desk can do its own work. What only others keep from working,
/// a server that lets nobody in, is told and makes nobody unready: agents need
/// their pages most of all then.
pub async fn readyz(State(desk): State<Desk>, headers: HeaderMap) -> Response {
    if desk.stopping.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    let reasons = reasons(&desk).await;
    let status = match reasons.is_empty() {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("json")) {
        let reasons: Vec<_> = reasons
            .iter()
            .map(|(name, detail)| json!({ "name": name, "detail": detail }))
            .collect();
        return (
            status,
            Json(json!({ "ready": reasons.is_empty(), "reasons": reasons })),
        )
            .into_response();
    }
    let lines: Vec<String> = reasons
        .iter()
        .map(|(name, detail)| format!("{name}: {detail}\n"))
        .collect();
    let text = match reasons.is_empty() {
        true => "ready\n".to_owned(),
        false => lines.concat(),
    };
    (status, text).into_response()
}

async fn reasons(desk: &Desk) -> Vec<(&'static str, String)> {
    let now = desk.now();
    let asked = desk.db.read(move |tx| {
        Ok::<_, ::store::Error>((
            store::untried(tx, now.minus(rules::OUTBOX_PATIENCE))?,
            crate::fetch::store::states(tx)?,
        ))
    });
    let (untried, fetching) = match tokio::time::timeout(PATIENCE, asked).await {
        Ok(Ok(rows)) => rows,
        Ok(Err(error)) => {
            tracing::error!("The database does not answer: {error}");
            return vec![("database", "the database does not answer".to_owned())];
        }
        Err(_) => {
            return vec![(
                "database",
                "the database does not answer in time".to_owned(),
            )];
        }
    };
    let words = Words::of(Lang::En);
    let disks = see::disks(&desk.config);
    let low = disks.iter().filter(|check| !check.ok());
    let zone = jiff::tz::TimeZone::UTC;
    let mut reasons: Vec<_> = low
        .map(|check| ("disk", super::views::sentence(words, check, &zone, now)))
        .collect();
    reasons.extend(
        rules::unready(untried, &fetching, now)
            .into_iter()
            .map(|why| match why {
                Unready::Outbox { n } => (
                    "outbox",
                    format!("{n} letters that may leave have not been tried for 15 minutes"),
                ),
                Unready::Fetch { mailbox, minutes } => (
                    "fetch",
                    format!(
                        "nobody has looked for letters of mailbox {mailbox} for {minutes} minutes"
                    ),
                ),
            }),
    );
    reasons
}

type Labels = Vec<(&'static str, String)>;

/// One figure for each set of labels.
fn family(registry: &mut Registry, name: &str, help: &str, values: Vec<(Labels, i64)>) {
    let family = Family::<Labels, Gauge>::default();
    for (labels, value) in values {
        family.get_or_create(&labels).set(value);
    }
    registry.register(name, help, family);
}

fn one(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}

/// Figures for Prometheus, given to this machine only.
pub async fn metrics(
    State(desk): State<Desk>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let from_afar = peer.is_some_and(|peer| !peer.0.0.ip().to_canonical().is_loopback());
    // A proxy on this machine asks for somebody else.
    if from_afar || headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded") {
        return Err(Problem::refuse(
            StatusCode::NOT_FOUND,
            "not-found",
            "web-no-page",
        ));
    }
    let mut registry = Registry::with_prefix("heliotrope");
    let version = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The version that runs", version);
    desk.figures.register(&mut registry);
    let listeners = i64::try_from(desk.live.listeners()).unwrap_or(i64::MAX);
    one(
        &mut registry,
        "live_listeners",
        "Pages that listen to live updates now",
        listeners,
    );
    from_database(&desk, &mut registry).await?;
    let disks = see::free(&desk.config).into_iter();
    let disks: Vec<_> = disks
        .map(|(place, bytes)| (vec![("place", place.to_owned())], bytes))
        .collect();
    family(
        &mut registry,
        "disk_free_bytes",
        "Room left under the data folder and the database",
        disks,
    );
    let mut text = String::new();
    encode(&mut text, &registry)
        .map_err(anyhow::Error::from)
        .doing(|| "writing the figures")?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

async fn from_database(desk: &Desk, registry: &mut Registry) -> Result<(), Problem> {
    let now = desk.now();
    let began = Instant::now();
    let rows = desk
        .db
        .read(move |tx| store::figures(tx, now))
        .await
        .doing(|| "counting for the figures")?;
    let micros = i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX);
    one(
        registry,
        "database_read_microseconds",
        "How long it took to count all this",
        micros,
    );
    let arrivals = rows.arrivals.into_iter();
    let arrivals = arrivals
        .map(|(door, verdict, n)| (vec![("door", door), ("verdict", verdict)], n))
        .collect();
    family(
        registry,
        "arrivals",
        "Everything received, by door and ending",
        arrivals,
    );
    let letters = rows
        .letters
        .into_iter()
        .map(|(state, n)| (vec![("state", state)], n))
        .collect();
    family(
        registry,
        "letters_out",
        "Letters of ours, by what became of them",
        letters,
    );
    let age = |at| i64::try_from(now.since(at).as_secs()).unwrap_or(i64::MAX);
    let (waiting, oldest) = rows.oldest;
    one(
        registry,
        "outbox_waiting",
        "Letters that may leave and have not",
        waiting,
    );
    one(
        registry,
        "outbox_oldest_seconds",
        "How long the oldest of them waits",
        oldest.map_or(0, age),
    );
    one(
        registry,
        "letters_lost",
        "Letters that did not arrive and that nobody has seen to",
        rows.lost,
    );
    let by_mailbox = |id: i64| vec![("mailbox", id.to_string())];
    let ages = rows.fetching.iter();
    let ages = ages
        .filter_map(|f| Some((by_mailbox(f.mailbox), age(f.last_fetched_at?))))
        .collect();
    family(
        registry,
        "fetch_age_seconds",
        "Since when nothing was known to wait on the server",
        ages,
    );
    let fails = rows.fetching.iter();
    let fails = fails
        .map(|f| (by_mailbox(f.mailbox), i64::from(f.failing_since.is_some())))
        .collect();
    family(
        registry,
        "fetch_failing",
        "1: letters of this mailbox cannot be fetched",
        fails,
    );
    let lacked = rows.fetching.iter();
    let lacked = lacked
        .map(|f| {
            (
                by_mailbox(f.mailbox),
                f.compared.map_or(0, |(_, tally)| tally.lacked),
            )
        })
        .collect();
    family(
        registry,
        "fetch_lacked",
        "Letters that the last comparison found on the server and not in the ledger; it brought them",
        lacked,
    );
    let shut = rows
        .shut_out
        .into_iter()
        .map(|id| (by_mailbox(id), 1))
        .collect();
    family(
        registry,
        "sending_failing",
        "1: the server lets nobody in",
        shut,
    );
    one(
        registry,
        "promises_late",
        "Promises past their time",
        rows.late,
    );
    // Where somebody else sees to the backups, we know nothing of their age.
    if let Some(at) = rows.backup.filter(|_| desk.config.backup.is_some()) {
        one(
            registry,
            "backup_age_seconds",
            "How old the newest good backup is",
            age(at),
        );
    }
    Ok(())
}
