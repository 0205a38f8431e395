//! `heliotrope serve`: the desk at work, until it is asked to stop.

use std::io;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use super::at_hand::{Common, say, say_json, start_log};
use super::service;
use crate::kit::Clock;
use crate::kit::config::Config;
use crate::web::{Desk, https};
use crate::{app, intake, mailroom, setup, team};

/// How long a stop waits for what is under way.
const DRAIN: Duration = Duration::from_secs(10);

/// Run the desk: pages, API, letters in and out.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  heliotrope serve\n  heliotrope serve --data /var/lib/heliotrope --listen 127.0.0.1:8000\n  \
                  HELIOTROPE_INBOUND__LISTEN=127.0.0.1:2525 heliotrope serve --json"
)]
pub struct Serve {
    #[command(flatten)]
    common: Common,
    /// Where to listen, for example 127.0.0.1:4354; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<String>,
    /// Print one JSON object when ready: {"url","smtp","setup"}.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Ready {
    url: String,
    /// ADDR:PORT; none when no letters are taken in by SMTP.
    smtp: Option<String>,
    /// The link that sets the desk up; none once it is.
    setup: Option<String>,
}

pub fn run(serve: &Serve) -> anyhow::Result<ExitCode> {
    let sources = serve.common.sources();
    let config = Config::read(&sources.flag("web.listen", "--listen", serve.listen.as_ref()))?;
    start_log(&config.log.level);
    service::open_files();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the runtime")?
        .block_on(work(serve, config))?;
    Ok(ExitCode::SUCCESS)
}

async fn work(serve: &Serve, mut config: Config) -> anyhow::Result<()> {
    let mut signals = Signals::new()?;
    let web = bind("web.listen", &mut config.web.listen).await?;
    let mail = bind_if("inbound.listen", config.inbound.listen.as_mut()).await?;
    let plain = bind_if("web.redirect_listen", config.web.redirect_listen.as_mut()).await?;
    let desk = app::open(config, Clock::system()).await?;
    let workers = app::start(&desk)?;
    let (stop, stopped) = watch::channel(false);
    let door =
        mail.map(|mail| tokio::spawn(intake::smtp::serve(desk.clone(), mail, stopped.clone())));
    if let (Some(plain), Some(to)) = (plain, desk.config.web.public_url.clone()) {
        tokio::spawn(https::redirect(plain, to, asked(stopped.clone())));
    }
    let live = desk.live.clone();
    let certificates = https::certificates(&desk).await?;
    let router = app::build(desk.clone());
    let mut pages = tokio::spawn(https::answer(web, certificates, router, async move {
        asked(stopped).await;
        live.close();
    }));
    say_ready(serve, &desk).await?;
    if let Some(trouble) = mailroom::link_trouble(&desk) {
        tracing::warn!("{trouble}");
    }
    service::ready();

    tokio::select! {
        () = signals.asked_to_stop() => {}
        ended = &mut pages => {
            return ended.context("answering requests")?.context("answering requests");
        }
    }
    tracing::info!("Stopping: finishing what is under way");
    service::stopping();
    desk.stopping.store(true, Ordering::Relaxed);
    tokio::time::sleep(desk.config.web.notice).await;
    stop.send_replace(true);
    tokio::spawn(signals.no_patience());
    let drained = async {
        let door = async {
            if let Some(door) = door {
                let _ = door.await;
            }
        };
        let _ = tokio::join!(pages, door, workers.stop());
    };
    if tokio::time::timeout(DRAIN, drained).await.is_err() {
        tracing::warn!("Stopped before everything under way had ended; what was confirmed is safe");
    }
    desk.db.close().await;
    Ok(())
}

/// Until the desk is asked to stop. The sender lives as long as `work`.
async fn asked(mut stopped: watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

async fn bind_if(
    key: &str,
    address: Option<&mut SocketAddr>,
) -> anyhow::Result<Option<TcpListener>> {
    match address {
        Some(address) => bind(key, address).await.map(Some),
        None => Ok(None),
    }
}

/// Takes the port, and writes down which one it is: 0 takes a free one.
async fn bind(key: &str, address: &mut SocketAddr) -> anyhow::Result<TcpListener> {
    let listening = || format!("{key}: listening on {address}");
    let listener = TcpListener::bind(*address).await.with_context(listening)?;
    *address = listener.local_addr().with_context(listening)?;
    Ok(listener)
}

async fn say_ready(serve: &Serve, desk: &Desk) -> anyhow::Result<()> {
    let ready = Ready {
        url: desk.base_url(),
        smtp: desk
            .config
            .inbound
            .listen
            .map(|address| address.to_string()),
        setup: setup_link(desk).await?,
    };
    if serve.json {
        say_json(&ready)?;
    } else {
        say(format_args!(
            "The desk is open at {}; Ctrl+C ends it.",
            ready.url
        ))?;
        if let Some(smtp) = &ready.smtp {
            say(format_args!("Letters come in by SMTP at {smtp}."))?;
        }
    }
    match &ready.setup {
        Some(link) if !serve.json => say(format_args!(
            "Set it up, within the next hour, at\n  {link}"
        ))?,
        Some(_) => {}
        None if desk.db.read(team::all).await?.is_empty() => eprintln!(
            "Nobody can sign in yet. Add the first person, in another terminal:\n  \
             heliotrope user add ADDRESS --name NAME --role admin{}",
            serve.common.repeated()
        ),
        None => {}
    }
    Ok(())
}

/// Where the desk is set up; none once it is.
async fn setup_link(desk: &Desk) -> anyhow::Result<Option<String>> {
    let now = desk.now();
    let path = desk
        .db
        .write(move |tx| setup::deeds::print_link(tx, now))
        .await?;
    Ok(path.map(|path| format!("{}{path}", desk.base_url())))
}

/// Ctrl+C and SIGTERM.
pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub fn new() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    pub async fn asked_to_stop(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Asked twice, we go at once: what was confirmed is on disk.
    pub async fn no_patience(mut self) {
        self.asked_to_stop().await;
        std::process::exit(1);
    }
}
