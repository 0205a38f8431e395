//! Many open pages: how long until an event reaches the last of them, and what
//! memory each costs the server.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc};

use crate::desk::{Client, Place};
use crate::figures::{Budget, Run, cpu_ms, memory_mib, ms};
use crate::world::World;

/// How many connections are made at a time.
const AT_ONCE: usize = 200;
/// How long all of them may need to connect, or to hear one event.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(clap::Args)]
pub struct Live {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 10_000)]
    listeners: usize,
    #[arg(long, default_value_t = 20)]
    events: usize,
}

impl Live {
    pub fn run(self) -> Result<Run> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        runtime.block_on(self.measure())
    }

    async fn measure(self) -> Result<Run> {
        ensure!(
            self.listeners > 0 && self.events > 0,
            "there is nothing to do"
        );
        let mut run = Run::begin("live", &self.place)?;
        let world = World::read(&self.place.data)?;
        let desk = self.place.serve(None)?;
        let api = Client::api(&desk.url, &world);
        let case = api.get("/api/v1/cases?limit=1")?.json(200)?["items"][0]["number"]
            .as_u64()
            .context("the newest case")?;
        let address = desk.url.trim_start_matches("http://").to_owned();
        let request = format!(
            "GET /live?parts=case:{case} HTTP/1.1\r\nHost: {address}\r\n{}\
             Accept: text/event-stream\r\n\r\n",
            Client::browser(&desk.url, &world)?.header()
        );
        std::thread::sleep(Duration::from_secs(2));
        let before = memory_mib(desk.pid(), "VmRSS")?;

        let heard = Arc::new(Heard::default());
        let began = Instant::now();
        let listeners = connect(self.listeners, &address, &request, &heard).await?;
        let connected = began.elapsed();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let each = (memory_mib(desk.pid(), "VmRSS")? - before) * 1024.0 / self.listeners as f64;

        let mut took = Vec::new();
        let cpu = cpu_ms(desk.pid())?;
        for n in 0..self.events {
            // Whatever else the last one caused has been heard by then.
            tokio::time::sleep(Duration::from_millis(300)).await;
            heard.count.store(0, Ordering::SeqCst);
            let began = Instant::now();
            let client = api.another();
            let path = format!("/api/v1/cases/{case}/messages");
            let note = json!({ "kind": "note", "text": format!("Heard by all, {n}") });
            let wrote = tokio::task::spawn_blocking(move || client.post(&path, &note));
            let all = heard.all(self.listeners);
            tokio::time::timeout(PATIENCE, all).await.with_context(|| {
                let count = heard.count.load(Ordering::SeqCst);
                format!("event {n} reached only {count} listeners")
            })?;
            took.push(began.elapsed());
            wrote.await??.expect(201)?;
        }
        let cpu = (cpu_ms(desk.pid())? - cpu) / self.events as f64;
        for listener in listeners {
            ensure!(!listener.is_finished(), "a listener was let go");
            listener.abort();
        }
        took.sort_unstable();
        let longest = took.last().copied().unwrap_or_default();
        run.add("listeners", self.listeners as f64, "")
            .note(&format!("connected in {:.1} s", connected.as_secs_f64()));
        run.add(
            "from the deed to the last listener, median",
            ms(took[took.len() / 2]),
            "ms",
        );
        run.add(
            "from the deed to the last listener, longest",
            ms(longest),
            "ms",
        )
        .budget(Some(Budget::AtMost(150.0)))
        .note(&format!("{} notes by the API", self.events));
        run.add("server CPU for one event", cpu, "ms");
        run.add("memory for each listener", each, "KiB")
            .budget(Some(Budget::AtMost(40.0)));
        Ok(run)
    }
}

/// How many listeners have heard the event under way.
#[derive(Default)]
struct Heard {
    count: AtomicUsize,
    more: Notify,
}

impl Heard {
    async fn all(&self, listeners: usize) {
        while self.count.load(Ordering::SeqCst) < listeners {
            self.more.notified().await;
        }
    }

    fn one(&self, of: usize) {
        if self.count.fetch_add(1, Ordering::SeqCst) + 1 >= of {
            self.more.notify_one();
        }
    }
}

type Listening = tokio::task::JoinHandle<()>;

/// Connects them all; each has had its first words when this is done.
async fn connect(
    listeners: usize,
    address: &str,
    request: &str,
    heard: &Arc<Heard>,
) -> Result<Vec<Listening>> {
    let (ready, mut told) = mpsc::channel(AT_ONCE);
    let mut listening = Vec::with_capacity(listeners);
    let mut connected = 0;
    for n in 0..listeners {
        let (address, request) = (address.to_owned(), request.to_owned());
        let (ready, heard) = (ready.clone(), heard.clone());
        listening.push(tokio::spawn(async move {
            match open(&address, &request).await {
                Ok(stream) => {
                    ready.send(Ok(())).await.ok();
                    drop(ready);
                    listen(stream, &heard, listeners).await;
                }
                Err(error) => drop(ready.send(Err(error)).await),
            }
        }));
        if n + 1 - connected >= AT_ONCE {
            one_more(&mut told).await?;
            connected += 1;
        }
    }
    for _ in connected..listeners {
        one_more(&mut told).await?;
    }
    Ok(listening)
}

async fn one_more(told: &mut mpsc::Receiver<Result<()>>) -> Result<()> {
    match tokio::time::timeout(PATIENCE, told.recv()).await {
        Ok(Some(done)) => done.context("opening a listener"),
        _ => bail!("the listeners did not all connect"),
    }
}

/// Asks, and reads to the end of the first words of the stream.
async fn open(address: &str, request: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    while !contains(&answer, b"retry: ") {
        let mut piece = [0; 1024];
        let read = stream.read(&mut piece).await?;
        ensure!(
            read > 0,
            "the server hung up: {}",
            String::from_utf8_lossy(&answer)
        );
        answer.extend_from_slice(&piece[..read]);
        ensure!(
            answer.starts_with(b"HTTP/1.1 200"),
            "it was answered with {}",
            String::from_utf8_lossy(&answer[..answer.len().min(200)])
        );
    }
    Ok(stream)
}

/// Counts the events that come, until the connection ends.
async fn listen(mut stream: TcpStream, heard: &Heard, of: usize) {
    let mut piece = [0; 512];
    while let Ok(read) = stream.read(&mut piece).await {
        if read == 0 {
            return;
        }
        if contains(&piece[..read], b"event: ") {
            heard.one(of);
        }
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|w| w == what)
}
