//! `heliotrope demo`: an invented company that lives, in one command.

use super::at_hand::start_log;
use super::serve::Signals;
use crate::demo::{self, Links, Story};
use crate::kit::Clock;
use crate::kit::config::{Config, Sources};
use crate::{app, intake};
use anyhow::Context;
use serde::Serialize;
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Start an invented company that lives, to try the desk. Nothing leaves this
/// machine.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope demo\n  heliotrope demo --keep ./try --port 0 --no-open --json"
)]
pub struct Demo {
    /// Keep everything in this folder and go on with it next time.
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Port of the pages; 0 takes free ones for pages and mail.
    #[arg(long, default_value_t = 4354)]
    port: u16,
    /// Do not open a browser.
    #[arg(long)]
    no_open: bool,
    /// No invented letters and no colleague at work.
    #[arg(long)]
    still: bool,
    /// Print one JSON object with all links when ready.
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    agent: &'a str,
    lead: &'a str,
    customer: &'a str,
    shop: &'a str,
    mail: &'a str,
    mailbox: &'a str,
    api_token: &'a str,
    smtp: &'a str,
    database: &'a str,
    data: &'a Path,
}

pub fn run(options: &Demo) -> anyhow::Result<()> {
    start_log("warn");
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(live(options))
}

async fn live(options: &Demo) -> anyhow::Result<()> {
    let (data, _passing) = match &options.keep {
        Some(folder) => (std::path::absolute(folder)?, None),
        None => {
            let folder = tempfile::Builder::new()
                .prefix("heliotrope-demo-")
                .tempdir()
                .context("making a folder for the demo")?;
            (folder.path().to_owned(), Some(folder))
        }
    };
    let web = bind(options.port, "pages").await?;
    let smtp = bind(
        if options.port == 0 {
            0
        } else {
            options.port.saturating_add(1)
        },
        "mail",
    )
    .await?;
    let catcher = bind(0, "caught mail").await?;
    let config = Config::read(&sources(&data, &web, &smtp, &catcher)?)?;
    let mut desk = app::open(config, Clock::system()).await?;
    desk.demo = true;
    let story = Arc::new(Story::told());
    demo::seed(&desk, &story).await?;
    let links = demo::links(&desk, &story).await?;

    let workers = app::start(&desk)?;
    let (stop, stopped) = watch::channel(false);
    let caught = tokio::spawn(demo::catch(desk.clone(), catcher));
    let mail_address = smtp.local_addr()?;
    let door = tokio::spawn(intake::smtp::serve(desk.clone(), smtp, stopped));
    let lives = (!options.still).then(|| tokio::spawn(demo::live(desk.clone(), story)));
    let (shown, live_parts) = (desk.clone(), desk.live.clone());
    let router = app::build(desk.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let mut asked = Signals::new()?;
    let served = axum::serve(web, router).with_graceful_shutdown(async move {
        asked.asked_to_stop().await;
        live_parts.close();
    });
    say(options, &shown, &links, mail_address)?;
    served.await.context("answering requests")?;

    lives.iter().for_each(tokio::task::JoinHandle::abort);
    let _ = stop.send(true);
    workers.stop().await;
    door.await.context("closing the door for mail")?;
    caught.abort();
    desk.db.close().await;
    Ok(())
}

async fn bind(port: u16, what: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).await.with_context(|| {
        format!("listening on 127.0.0.1:{port} for {what}; choose another port with --port, 0 takes free ones")
    })
}

/// The demo's own configuration. Only a sending server may be given from
/// outside, and only one on this machine: nothing leaves it.
fn sources(
    data: &Path,
    web: &TcpListener,
    smtp: &TcpListener,
    catcher: &TcpListener,
) -> anyhow::Result<Sources> {
    let mut sources = Sources {
        no_file: true,
        ..Sources::of_process(None)
    };
    sources
        .environment
        .retain(|(name, _)| name.starts_with("HELIOTROPE_SMTP__"));
    let given = |name: &str| {
        sources
            .environment
            .iter()
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.clone())
    };
    let (host, port) = (
        given("HELIOTROPE_SMTP__HOST"),
        given("HELIOTROPE_SMTP__PORT"),
    );
    let here = host.as_deref().is_some_and(|h| {
        h == "localhost"
            || h.parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    });
    if !(here && port.is_some()) {
        sources.environment.clear();
        sources = sources
            .flag("smtp.host", "demo", Some("127.0.0.1"))
            .flag("smtp.port", "demo", Some(catcher.local_addr()?.port()))
            .flag("smtp.tls", "demo", Some("none"));
    } else if given("HELIOTROPE_SMTP__TLS").is_none() {
        sources = sources.flag("smtp.tls", "demo", Some("none"));
    }
    Ok(sources
        .flag("data", "--keep", Some(data.display()))
        .flag("web.listen", "--port", Some(web.local_addr()?))
        .flag("inbound.listen", "--port", Some(smtp.local_addr()?)))
}

fn say(
    options: &Demo,
    desk: &crate::web::Desk,
    links: &Links,
    smtp: SocketAddr,
) -> anyhow::Result<()> {
    let url = desk.base_url();
    let ready = Ready {
        url: &url,
        agent: &links.agent,
        lead: &links.lead,
        customer: &links.customer,
        shop: &format!("{url}/write"),
        mail: &format!("{url}/mail"),
        mailbox: &links.mailbox,
        api_token: &links.api_token,
        smtp: &smtp.to_string(),
        database: &desk.config.database,
        data: &desk.config.data,
    };
    let mut out = std::io::stdout().lock();
    if options.json {
        writeln!(out, "{}", serde_json::to_string(&ready)?)?;
        return Ok(out.flush()?);
    }
    writeln!(
        out,
        "Brevik Lamps is open. Everybody there is invented, and nothing leaves this machine.\n\n  \
         Work as Maya (agent)    {}\n  Work as Jo (lead)       {}\n  Be a customer           {}\n  \
         Write to the shop       {}\n  Mail that was sent      {}\n\n  \
         Send a letter yourself  {} on smtp://{}\n  API token               {}\n  Data                    {}\n\n\
         Ctrl+C ends it.",
        ready.agent,
        ready.lead,
        ready.customer,
        ready.shop,
        ready.mail,
        ready.mailbox,
        ready.smtp,
        ready.api_token,
        ready.data.display()
    )?;
    out.flush()?;
    if !options.no_open {
        open_browser(ready.agent);
    }
    Ok(())
}

/// A courtesy; the links are on the screen as well.
fn open_browser(link: &str) {
    use std::io::IsTerminal;
    use std::process::{Command, Stdio};
    if !std::io::stdout().is_terminal() {
        return;
    }
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let quiet = Command::new(program)
        .arg(link)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = quiet {
        tracing::debug!("Opening a browser: {error}");
    }
}
