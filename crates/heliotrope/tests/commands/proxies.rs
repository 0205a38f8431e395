//! The proxies of docs/self-hosting.md, started with the very blocks that stand
//! there, and a browser's way through them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::folder::{Folder, Serving, free_port, letter};
use crate::tls;

const HOST: &str = "desk.example";
const PASSWORD: &str = "seven calm herons";

#[test]
#[ignore = "needs nginx, a foreign proxy; ./test mail installs it"]
fn nginx_as_documented_lets_everything_through() {
    let folder = Folder::new();
    let desk = Desk::start(&folder);
    let (secure, plain) = (free_port(), free_port());
    let block = documented("nginx")
        .replace("listen 443", &format!("listen 127.0.0.1:{secure}"))
        .replace("listen 80", &format!("listen 127.0.0.1:{plain}"))
        .replace(
            "/etc/letsencrypt/live/desk.example/fullchain.pem",
            "desk.pem",
        )
        .replace("/etc/letsencrypt/live/desk.example/privkey.pem", "desk.key")
        .replace("127.0.0.1:4354", &desk.at);
    let here = folder.path().display();
    let owner = if rustix_is_root() { "user root;" } else { "" };
    let text = format!(
        "{owner} daemon off; pid {here}/nginx.pid; error_log stderr; events {{}}\n\
         http {{ access_log off; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy;\n\
         fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;\n{block}\n}}\n"
    );
    std::fs::write(folder.path().join("nginx.conf"), text).expect("written");
    let config = folder.path().join("nginx.conf").display().to_string();
    let prefix = folder.path().display().to_string();
    let _proxy = Proxy::start(&folder, "nginx", &["-p", &prefix, "-c", &config], secure);
    desk.walk_through(secure);
    let sent_on = plainly(plain, "/today?a=b");
    assert!(
        sent_on.contains("Location: https://desk.example/today?a=b\r\n"),
        "{sent_on}"
    );
}

#[test]
#[ignore = "needs caddy, a foreign proxy; ./test mail installs it"]
fn caddy_as_documented_lets_everything_through() {
    let folder = Folder::new();
    let desk = Desk::start(&folder);
    let (secure, plain) = (free_port(), free_port());
    // Without its own authority: the certificate is one that the test believes.
    let block = documented("caddy")
        .replace(
            "desk.example {",
            &format!("https://desk.example:{secure} {{\n    tls desk.pem desk.key"),
        )
        .replace("127.0.0.1:4354", &desk.at);
    let text =
        format!("{{\n    admin off\n    http_port {plain}\n    https_port {secure}\n}}\n{block}\n");
    std::fs::write(folder.path().join("Caddyfile"), text).expect("written");
    let line = ["run", "--config", "Caddyfile", "--adapter", "caddyfile"];
    let _proxy = Proxy::start(&folder, "caddy", &line, secure);
    desk.walk_through(secure);
}

/// The first block of this language on the page.
fn documented(language: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/self-hosting.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let (_, rest) = page
        .split_once(&format!("```{language}\n"))
        .expect("a block");
    rest.split_once("```").expect("its end").0.to_owned()
}

fn rustix_is_root() -> bool {
    rustix::process::geteuid().is_root()
}

struct Proxy(Child);

impl Proxy {
    fn start(folder: &Folder, program: &str, line: &[&str], port: u16) -> Proxy {
        let log = std::fs::File::create(folder.path().join("proxy.log")).expect("a log");
        let child = Command::new(program)
            .args(line)
            .current_dir(folder.path())
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("HOME", folder.path())
            .env_remove("XDG_DATA_HOME")
            .env_remove("XDG_CONFIG_HOME")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|e| panic!("{program}: {e}; Debian has it in a package of this name"));
        let mut proxy = Proxy(child);
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let said = std::fs::read_to_string(folder.path().join("proxy.log")).unwrap_or_default();
            let ended = proxy.0.try_wait().expect("its state");
            assert!(
                ended.is_none() && Instant::now() < until,
                "{program} does not listen:\n{said}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        proxy
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Asked first: nginx ends its workers only then.
        let pid = self.0.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let until = Instant::now() + Duration::from_secs(5);
        while matches!(self.0.try_wait(), Ok(None)) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

struct Desk<'a> {
    folder: &'a Folder,
    _serving: Serving,
    at: String,
    authority: String,
}

impl Desk<'_> {
    fn start(folder: &Folder) -> Desk<'_> {
        let authority = tls::certificate(folder.path(), "desk", &[HOST]);
        let line = [
            "user",
            "add",
            "maya@desk.example",
            "--name",
            "Maya",
            "--role",
            "admin",
            "--password-stdin",
        ];
        folder
            .run_with(&line, format!("{PASSWORD}\n").as_bytes())
            .ended(0);
        folder
            .run(&["mailbox", "add", "help@desk.example"])
            .ended(0);
        let serving = folder.serve(&[
            ("HELIOTROPE_WEB__PUBLIC_URL", "https://desk.example"),
            ("HELIOTROPE_WEB__TRUSTED_PROXIES", "127.0.0.1/32, ::1"),
        ]);
        let at = folder.path().join("heliotrope-data/heliotrope.db-serve");
        let at = std::fs::read_to_string(at).expect("where it listens");
        Desk {
            folder,
            _serving: serving,
            at,
            authority,
        }
    }

    /// Asks through the proxy, from an address of this machine's own.
    fn ask(
        &self,
        proxy: u16,
        from: &str,
        request: &str,
        body: &[u8],
    ) -> (String, impl Read + use<>) {
        let proxy = SocketAddr::from(([127, 0, 0, 1], proxy));
        let stream = tls::connect_from(from, proxy);
        let mut stream = tls::client(&self.authority, HOST, stream);
        write!(
            stream,
            "{request}Host: {HOST}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .expect("it hears");
        stream.write_all(body).expect("it hears");
        stream.flush().expect("it hears");
        let mut answer = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let n = answer.read_line(&mut head).expect("a line of the head");
            assert!(n > 0, "it ended in the head: {head}");
        }
        (head.to_ascii_lowercase(), answer)
    }

    fn sign_in(&self, proxy: u16, from: &str, address: &str, password: &str) -> String {
        let body = format!("address={address}&password={}", password.replace(' ', "+"));
        // Whoever says so themselves is not believed.
        let request = format!(
            "POST /sign-in HTTP/1.1\r\nConnection: close\r\nOrigin: https://{HOST}\r\nX-Forwarded-For: 203.0.113.{}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n",
            body.len() % 250
        );
        self.ask(proxy, from, &request, body.as_bytes()).0
    }

    fn walk_through(&self, proxy: u16) {
        let head = self.sign_in(proxy, "127.0.0.1", "maya%40desk.example", PASSWORD);
        assert!(head.starts_with("http/1.1 303"), "{head}");
        let cookie = head.split("set-cookie: ").nth(1).expect("a cookie");
        let cookie = cookie
            .split(';')
            .next()
            .expect("its value")
            .replacen("__host-", "__Host-", 1);
        assert!(cookie.starts_with("__Host-heliotrope="), "{cookie}");
        let asked = format!("GET /today HTTP/1.1\r\nConnection: close\r\nCookie: {cookie}\r\n");
        assert!(
            self.ask(proxy, "127.0.0.1", &asked, b"")
                .0
                .starts_with("http/1.1 200")
        );
        self.live_events_are_not_held_back(proxy, &cookie);
        self.a_large_file_arrives(proxy);
        self.the_limit_counts_visitors_and_not_the_proxy(proxy);
    }

    fn live_events_are_not_held_back(&self, proxy: u16, cookie: &str) {
        let asked = format!("GET /live?parts=list HTTP/1.1\r\nCookie: {cookie}\r\n");
        let (head, mut events) = self.ask(proxy, "127.0.0.1", &asked, b"");
        assert!(head.contains("text/event-stream"), "{head}");
        let began = Instant::now();
        self.folder
            .run_with(&["receive"], &letter("live", "help@desk.example"))
            .ended(0);
        let (mut heard, mut bytes) = (String::new(), [0; 1024]);
        // What another process changed is not known part by part.
        while !heard.contains("event: resync") {
            let n = events.read(&mut bytes).expect("an event");
            assert!(n > 0, "it ended: {heard}");
            heard += &String::from_utf8_lossy(&bytes[..n]);
            // A heartbeat comes after 25 s and would push held back words out.
            assert!(began.elapsed() < Duration::from_secs(20), "{heard}");
        }
    }

    fn a_large_file_arrives(&self, proxy: u16) {
        let file = vec![b'x'; 20_000_000];
        let mut body = Vec::new();
        for (name, value) in [
            ("text", "The picture of the wet parcel"),
            ("from", "ines@customers.example"),
        ] {
            let part = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(
            b"--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"parcel.png\"\r\n\
              Content-Type: image/png\r\n\r\n",
        );
        body.extend_from_slice(&file);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = format!(
            "POST /write HTTP/1.1\r\nConnection: close\r\nOrigin: https://{HOST}\r\n\
             Content-Type: multipart/form-data; boundary=edge\r\n"
        );
        let (head, _) = self.ask(proxy, "127.0.0.1", &request, &body);
        assert!(head.starts_with("http/1.1 200"), "{head}");
        let report = self.folder.run(&["doctor", "--json"]).ended(0).json();
        assert_eq!(report["counts"]["attachments"], 1, "{report}");
    }

    fn the_limit_counts_visitors_and_not_the_proxy(&self, proxy: u16) {
        let answers: Vec<String> = (0..25)
            .map(|n| {
                self.sign_in(
                    proxy,
                    "127.0.0.2",
                    &format!("{n}%40guess.example"),
                    "twelve letters",
                )
            })
            .collect();
        let refused = answers
            .iter()
            .filter(|head| head.starts_with("http/1.1 429"))
            .count();
        assert!((1..=5).contains(&refused), "{refused} of 25 refused");
        let head = self.sign_in(proxy, "127.0.0.3", "maya%40desk.example", PASSWORD);
        assert!(
            head.starts_with("http/1.1 303"),
            "somebody else's tries count against Maya: {head}"
        );
    }
}

fn plainly(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {HOST}\r\n\r\n").expect("it hears");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}
