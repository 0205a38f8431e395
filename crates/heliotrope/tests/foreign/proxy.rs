//! A line that is not to be trusted: it passes bytes between the desk and a
//! server, and cuts, delays, splits or corrupts them as the test says.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens to one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Cut after so many bytes of the server.
    CutHeard(u64),
    /// Cut after so many bytes of the desk.
    CutSaid(u64),
    /// This byte of the server arrives as another.
    Corrupt(u64),
    /// Silence after so many bytes of the server, for a while.
    Stall(u64, Duration),
    /// The server's bytes arrive in pieces of this size.
    Drip(usize),
}

pub struct Proxy {
    pub port: u16,
    faults: Arc<Mutex<VecDeque<Fault>>>,
    server: Arc<Mutex<SocketAddr>>,
    /// Its number changes when all lines are cut.
    cut: watch::Sender<u64>,
    /// Bytes of the server in each connection that ended, in order.
    heard: Arc<Mutex<Vec<u64>>>,
    /// Lines of the desk, in all connections.
    lines: Arc<AtomicU64>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// A line to this port of the loopback.
    pub async fn to(port: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let own = listener.local_addr().expect("a bound port").port();
        let server = Arc::new(Mutex::new(SocketAddr::from(([127, 0, 0, 1], port))));
        let faults = Arc::<Mutex<VecDeque<Fault>>>::default();
        let heard = Arc::<Mutex<Vec<u64>>>::default();
        let lines = Arc::<AtomicU64>::default();
        let (cut, cut_now) = watch::channel(0);
        let task = tokio::spawn({
            let (server, faults, heard) = (server.clone(), faults.clone(), heard.clone());
            let lines = lines.clone();
            async move {
                while let Ok((desk, _)) = listener.accept().await {
                    let fault = faults.lock().unwrap().pop_front().unwrap_or(Fault::None);
                    let to = *server.lock().unwrap();
                    let (mut cut_now, heard) = (cut_now.clone(), heard.clone());
                    let lines = lines.clone();
                    cut_now.mark_unchanged();
                    tokio::spawn(async move {
                        let Ok(server) = TcpStream::connect(to).await else {
                            return;
                        };
                        let mut passed = 0;
                        tokio::select! {
                            () = pass_both(desk, server, fault, &mut passed, &lines) => {}
                            _ = cut_now.changed() => {}
                        }
                        heard.lock().unwrap().push(passed);
                    });
                }
            }
        });
        Proxy {
            port: own,
            faults,
            server,
            cut,
            heard,
            lines,
            task,
        }
    }

    /// What happens to the next connections, one each; those behind are clean.
    pub fn next(&self, faults: impl IntoIterator<Item = Fault>) {
        let mut next = self.faults.lock().unwrap();
        next.clear();
        next.extend(faults);
    }

    /// No faults wait for a connection any more.
    pub fn is_spent(&self) -> bool {
        self.faults.lock().unwrap().is_empty()
    }

    /// Cuts every line there is.
    pub fn cut(&self) {
        self.cut.send_modify(|n| *n += 1);
    }

    /// How many lines the desk has said: commands, nearly all of them.
    pub fn lines(&self) -> u64 {
        self.lines.load(Ordering::Relaxed)
    }

    /// How many bytes the server said in each connection that has ended.
    pub fn heard(&self) -> Vec<u64> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn pass_both(
    desk: TcpStream,
    server: TcpStream,
    fault: Fault,
    heard: &mut u64,
    lines: &AtomicU64,
) {
    let (desk_says, desk_hears) = desk.into_split();
    let (server_says, server_hears) = server.into_split();
    let said = match fault {
        Fault::CutSaid(n) => Fault::CutHeard(n),
        _ => Fault::None,
    };
    let heard_fault = match fault {
        Fault::CutSaid(_) => Fault::None,
        other => other,
    };
    let (mut counted, servers_own) = (0, AtomicU64::new(0));
    // Whichever side ends, the line ends.
    tokio::select! {
        () = pass(server_says, desk_hears, heard_fault, heard, &servers_own) => {}
        () = pass(desk_says, server_hears, said, &mut counted, lines) => {}
    }
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    fault: Fault,
    passed: &mut u64,
    lines: &AtomicU64,
) {
    let mut buffer = vec![0; 16 * 1024];
    let mut stalled = false;
    loop {
        let Ok(n @ 1..) = from.read(&mut buffer).await else {
            return;
        };
        let mut bytes = &mut buffer[..n];
        let ends = bytes.iter().filter(|b| **b == b'\n').count();
        lines.fetch_add(ends as u64, Ordering::Relaxed);
        if let Fault::Corrupt(at) = fault
            && let Some(byte) = at
                .checked_sub(*passed)
                .and_then(|at| bytes.get_mut(usize::try_from(at).ok()?))
        {
            *byte ^= 0x15;
        }
        let mut ends = false;
        if let Fault::CutHeard(most) = fault {
            let left = usize::try_from(most - *passed).unwrap_or(usize::MAX);
            if left <= bytes.len() {
                bytes = &mut bytes[..left];
                ends = true;
            }
        }
        if let Fault::Stall(after, pause) = fault
            && !stalled
            && *passed + bytes.len() as u64 >= after
        {
            stalled = true;
            tokio::time::sleep(pause).await;
        }
        let piece = match fault {
            Fault::Drip(size) => size.max(1),
            _ => usize::MAX,
        };
        for piece in bytes.chunks(piece.min(bytes.len().max(1))) {
            if to.write_all(piece).await.is_err() || to.flush().await.is_err() {
                return;
            }
            if let Fault::Drip(_) = fault {
                tokio::task::yield_now().await;
            }
        }
        *passed += bytes.len() as u64;
        if ends {
            return;
        }
    }
}
