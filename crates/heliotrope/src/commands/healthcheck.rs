//! `heliotrope healthcheck`: asks a running `serve` whether it is well, as a
//! container or a watcher does.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;

use super::at_hand::{Common, say, say_json};
use super::whoever;
use crate::app;
use crate::kit::config::{Config, Https};
use crate::web::reachable;

const PATIENCE: Duration = Duration::from_secs(5);

/// Ask the running desk whether it and its database answer.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope healthcheck\n  heliotrope healthcheck --listen 127.0.0.1:8000"
)]
pub struct Healthcheck {
    #[command(flatten)]
    common: Common,
    /// Where `serve` listens, when it was told so by a flag.
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<String>,
    /// Print {"ok","url","said"}.
    #[arg(long)]
    json: bool,
}

pub fn run(check: &Healthcheck) -> anyhow::Result<ExitCode> {
    let sources = check.common.sources();
    let config = Config::read(&sources.flag("web.listen", "--listen", check.listen.as_ref()))?;
    let told = check.listen.is_some().then_some(config.web.listen);
    let address = told.or_else(|| app::serving_at(&config));
    let address = reachable(address.unwrap_or(config.web.listen));
    let by_https = config.web.https != Https::Off;
    let url = format!("http{}://{address}/readyz", if by_https { "s" } else { "" });
    let answer = ask(address, by_https).with_context(|| format!("asking {url}"));
    if check.json {
        let said = match &answer {
            Ok(said) => said.clone(),
            Err(error) => format!("{error:#}"),
        };
        say_json(&json!({ "ok": answer.is_ok(), "url": url, "said": said }))?;
    } else {
        say(format_args!("{} says: {}", url, answer?))?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(match answer {
        Ok(_) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

/// What it said, when it is well.
fn ask(address: SocketAddr, by_https: bool) -> anyhow::Result<String> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)
        .context("no desk answers there (`heliotrope serve` runs one)")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let answer = match by_https {
        true => exchange(whoever::answers(stream, address)?, address),
        false => exchange(stream, address),
    };
    let answer = answer.context("it did not answer")?;
    let (head, body) = answer.split_once("\r\n\r\n").context("it speaks no HTTP")?;
    let status = head.lines().next().unwrap_or_default();
    if status.split(' ').nth(1) != Some("200") {
        bail!("{status}: {}", body.trim());
    }
    Ok(body.trim().to_owned())
}

fn exchange(mut stream: impl Read + Write, address: SocketAddr) -> std::io::Result<String> {
    write!(stream, "GET /readyz HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut answer = String::new();
    match stream.take(64 * 1024).read_to_string(&mut answer) {
        // HTTP/1.0 ends with the connection; some say no goodbye in TLS.
        Err(error) if answer.is_empty() => Err(error),
        _ => Ok(answer),
    }
}
