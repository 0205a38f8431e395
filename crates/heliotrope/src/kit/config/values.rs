//! How one value is read. Each says what would do when it cannot.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

pub(super) fn listen(s: &str) -> Result<SocketAddr, String> {
    s.parse().map_err(|_| {
        "say an address and a port, for example 127.0.0.1:4354 or [::]:4354".to_owned()
    })
}

/// Scheme, host and port: the desk lives at the root of its host.
///
/// # Errors
/// What would do, for the person who wrote it.
pub fn public_url(s: &str) -> Result<Url, String> {
    let url = Url::parse(s).map_err(|e| format!("{e}; say it like https://desk.example.org"))?;
    match url.scheme() {
        "http" | "https"
            if url.path() == "/" && url.query().is_none() && url.fragment().is_none() =>
        {
            Ok(url)
        }
        "http" | "https" => Err(
            "only scheme, host and port may stand here: the desk lives at the root of its host, \
             never below a path. Give it a name of its own, for example desk.example.org"
                .into(),
        ),
        other => Err(format!(
            "{other} is no scheme of a web page; say it like https://desk.example.org"
        )),
    }
}

pub(super) fn database_url(s: &str) -> Result<String, String> {
    if let Some(path) = s.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() {
            return Err(
                "the path is missing; say it like sqlite:/var/lib/heliotrope/heliotrope.db".into(),
            );
        }
        let path = std::path::absolute(path).map_err(|e| e.to_string())?;
        return Ok(format!("sqlite:{}", path.display()));
    }
    if s.starts_with("postgres://") || s.starts_with("postgresql://") {
        return Ok(s.to_owned());
    }
    Err("it begins neither with sqlite: nor with postgres://".into())
}

/// Names with commas between, in lower case.
pub(super) fn names(s: &str) -> Result<Vec<String>, String> {
    let names = s.split(',').map(|name| name.trim().to_lowercase());
    Ok(names.filter(|name| !name.is_empty()).collect())
}

pub(super) fn networks(s: &str) -> Result<Vec<IpNet>, String> {
    let network = |a: &str| {
        let alone = a.parse::<IpAddr>().map(IpNet::from);
        alone.or_else(|_| a.parse::<IpNet>()).map_err(|_| {
            format!("{a} is no IP address and no network; say it like 10.0.0.7 or 10.0.0.0/8")
        })
    };
    s.split(',')
        .map(str::trim)
        .filter(|a| !a.is_empty())
        .map(network)
        .collect()
}

/// `127.0.0.1:5353, [::1]`; port 53 need not be said.
pub(super) fn name_servers(s: &str) -> Result<Vec<SocketAddr>, String> {
    let one = |a: &str| {
        let plain = a.trim_start_matches('[').trim_end_matches(']');
        let usual = plain.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53));
        a.parse()
            .or(usual)
            .map_err(|_| format!("{a} is no address of a server, such as 127.0.0.1:53"))
    };
    s.split(',')
        .map(str::trim)
        .filter(|a| !a.is_empty())
        .map(one)
        .collect()
}

pub(super) fn path(s: &str) -> Result<PathBuf, String> {
    std::path::absolute(s).map_err(|e| e.to_string())
}

pub(super) fn mail_address(s: &str) -> Result<String, String> {
    match s.trim().split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !s.contains(' ') => {
            Ok(s.trim().to_owned())
        }
        _ => Err("say a mail address, for example admin@example.org".into()),
    }
}

pub(super) fn directory(s: &str) -> Result<Url, String> {
    let url = Url::parse(s).map_err(|e| e.to_string());
    match url {
        Ok(url) if url.scheme() == "https" && url.has_host() => Ok(url),
        _ => Err("say the https address of an ACME directory".into()),
    }
}

pub(super) fn between(s: &str, least: u32, most: u32) -> Result<u32, String> {
    s.trim()
        .parse()
        .ok()
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("say a whole number from {least} to {most}"))
}

pub(super) fn span(s: &str) -> Result<Duration, String> {
    let split = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let unit = match s[split..].trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("say a number and s, m or h, for example 2s".into()),
    };
    let n = s[..split]
        .parse::<u64>()
        .map_err(|_| "say a number and s, m or h, for example 2s".to_owned())?;
    Ok(Duration::from_secs(n.saturating_mul(unit)))
}

pub(super) fn size(s: &str) -> Result<usize, String> {
    let says = || "say a size, for example 50 MiB".to_owned();
    let split = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let unit = match s[split..].trim() {
        "" | "B" => 1,
        "KiB" | "KB" | "K" => 1 << 10,
        "MiB" | "MB" | "M" => 1 << 20,
        "GiB" | "GB" | "G" => 1 << 30,
        _ => return Err(says()),
    };
    let n = s[..split].parse::<usize>().map_err(|_| says())?;
    n.checked_mul(unit)
        .filter(|n| *n >= 1 << 10)
        .ok_or_else(|| "at least 1 KiB is needed".to_owned())
}

pub(super) fn yes_no(s: &str) -> Result<bool, String> {
    match s {
        "yes" | "true" => Ok(true),
        "no" | "false" => Ok(false),
        _ => Err("say yes or no".into()),
    }
}

pub(super) fn time_of_day(s: &str) -> Result<jiff::civil::Time, String> {
    let parts = s
        .split_once(':')
        .filter(|(h, m)| h.len() <= 2 && m.len() == 2);
    let time = parts
        .and_then(|(h, m)| jiff::civil::Time::new(h.parse().ok()?, m.parse().ok()?, 0, 0).ok());
    time.ok_or_else(|| "say a time of day, for example 03:00".into())
}

pub(super) fn zone(s: &str) -> Result<jiff::tz::TimeZone, String> {
    jiff::tz::TimeZone::get(s)
        .map_err(|_| "say the name of a time zone, for example Europe/Berlin".into())
}

pub(super) fn log_level(s: &str) -> Result<String, String> {
    let levels = ["error", "warn", "info", "debug", "trace"];
    levels
        .contains(&s)
        .then(|| s.to_owned())
        .ok_or_else(|| one_of(&levels))
}

pub(super) fn one_of(words: &[&str]) -> String {
    format!("say one of {}", words.join(", "))
}
