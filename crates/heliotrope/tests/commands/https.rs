//! Our own https: by files of somebody else's, and by a real authority.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::{Folder, Serving, free_port};
use crate::tls;

const HOST: &str = "desk.example.org";

#[test]
fn https_by_files_takes_them_anew_and_keeps_the_old_ones_when_they_do_not_fit() {
    let folder = Folder::new();
    let first = tls::certificate(folder.path(), "desk", &[HOST]);
    let (web, plain) = (free_port(), free_port());
    let (listen, plain) = (format!("127.0.0.1:{web}"), format!("127.0.0.1:{plain}"));
    let environment = [
        ("HELIOTROPE_WEB__HTTPS", "files"),
        ("HELIOTROPE_WEB__PUBLIC_URL", "https://desk.example.org"),
        ("HELIOTROPE_WEB__CERTIFICATE", "desk.pem"),
        ("HELIOTROPE_WEB__CERTIFICATE_KEY", "desk.key"),
        ("HELIOTROPE_WEB__REDIRECT_LISTEN", plain.as_str()),
    ];
    let mut serving = folder.serve_at(&listen, &environment);
    assert_eq!(serving.ready["url"], "https://desk.example.org");

    let (answer, shown) = tls::get(&first, HOST, &listen, "/healthz").expect("an answer");
    assert!(answer.ends_with("ok\n"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"));
    let sent_on = plainly(&plain, "/today?a=b");
    assert!(sent_on.starts_with("HTTP/1.0 308"), "{sent_on}");
    assert!(
        sent_on.contains("location: https://desk.example.org/today?a=b\r\n"),
        "{sent_on}"
    );
    let well = healthcheck(&folder, &environment);
    assert!(well.contains("says: ready"), "{well}");

    // A certificate whose key is still the old one: the old pair goes on.
    let second = tls::certificate(folder.path(), "new", &[HOST]);
    let copy = |from: &str, to: &str| {
        std::fs::copy(folder.path().join(from), folder.path().join(to)).expect("copied");
    };
    copy("new.pem", "desk.pem");
    let told = wait_for(&mut serving, "the doctor speaks of it", || {
        let check = certificate_check(&folder, &environment);
        (check["ok"] == false).then_some(check)
    });
    let detail = told["detail"].as_str().expect("words");
    assert!(
        detail.contains("goes on until then") && detail.contains("desk.key"),
        "{detail}"
    );
    assert_eq!(
        tls::get(&first, HOST, &listen, "/healthz")
            .expect("an answer")
            .1,
        shown
    );

    copy("new.key", "desk.key");
    wait_for(&mut serving, "the new certificate", || {
        tls::get(&second, HOST, &listen, "/healthz").ok()
    });
    assert_eq!(certificate_check(&folder, &environment)["ok"], true);
    assert_eq!(serving.stop().0, Some(0));

    std::fs::write(folder.path().join("desk.key"), "no key").expect("written");
    let mut again = folder.command(&["serve", "--listen", "127.0.0.1:0"]);
    let ran = again.envs(environment).output().expect("it ends");
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1));
    assert!(
        said.contains("web.certificate_key") && said.contains("desk.key"),
        "{said}"
    );
}

/// The authority is Debian's pebble: it checks every signature of ours and
/// knocks at our port by TLS-ALPN-01 as the real ones do. Its certificates live
/// half a minute here, so that a renewal can be waited for.
#[test]
#[ignore = "needs pebble, a foreign certificate authority; ./test mail installs it"]
fn https_by_acme_is_fetched_renewed_and_outlives_its_authority() {
    let folder = Folder::new();
    let web = free_port();
    let listen = format!("127.0.0.1:{web}");
    let pebble = Pebble::new(&folder, web);
    let directory = format!("https://localhost:{}/dir", pebble.port);
    let trusted = folder.path().join("pebble.pem").display().to_string();
    let environment = [
        ("HELIOTROPE_WEB__HTTPS", "acme"),
        ("HELIOTROPE_WEB__PUBLIC_URL", "https://desk.example.org"),
        ("HELIOTROPE_ACME__DIRECTORY", directory.as_str()),
        ("HELIOTROPE_ACME__CONTACT", "admin@example.org"),
        ("SSL_CERT_FILE", trusted.as_str()),
    ];

    // Nobody there: said at once, and the desk runs all the same.
    let mut serving = folder.serve_at(&listen, &environment);
    let told = wait_for(&mut serving, "the doctor speaks of it", || {
        let check = certificate_check(&folder, &environment);
        (check["ok"] == false).then_some(check)
    });
    let detail = told["detail"].as_str().expect("words");
    assert!(
        detail.contains("there is no certificate") && detail.contains("refused"),
        "{detail}"
    );
    assert_eq!(serving.stop().0, Some(0));

    let running = pebble.start();
    let authority = running.authority();
    let mut serving = folder.serve_at(&listen, &environment);
    let (answer, first) = wait_for(&mut serving, "a certificate", || {
        tls::get(&authority, HOST, &listen, "/healthz").ok()
    });
    assert!(answer.ends_with("ok\n"), "{answer}");
    let private = folder.path().join("heliotrope-data/acme");
    for entry in std::fs::read_dir(private).expect("the folder") {
        use std::os::unix::fs::PermissionsExt;
        let mode = entry
            .expect("a file")
            .metadata()
            .expect("its rights")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (_, renewed) = wait_for(&mut serving, "a renewed certificate", || {
        let found = tls::get(&authority, HOST, &listen, "/healthz").ok()?;
        (found.1 != first).then_some(found)
    });

    // The authority is gone when the next one is due: ours goes on, and it is told.
    drop(running);
    let told = wait_for(&mut serving, "the doctor speaks of it", || {
        let check = certificate_check(&folder, &environment);
        let said = check["detail"]
            .as_str()
            .unwrap_or_default()
            .contains("refused");
        said.then_some(check)
    });
    assert_eq!(told["ok"], false);
    let still = shown(&listen).expect("it answers");
    assert_eq!(still, renewed, "the certificate that was there");
    assert_eq!(serving.stop().0, Some(0));
}

struct Pebble<'a> {
    folder: &'a Folder,
    port: u16,
    management: u16,
    names: u16,
    log: PathBuf,
}

struct Running<'a> {
    pebble: &'a Pebble<'a>,
    programs: [Child; 2],
}

impl Pebble<'_> {
    fn new(folder: &Folder, desk: u16) -> Pebble<'_> {
        tls::certificate(folder.path(), "pebble", &["localhost"]);
        let (port, management, names) = (free_port(), free_port(), free_port());
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": "pebble.pem", "privateKey": "pebble.key",
            "httpPort": 1, "tlsPort": desk, "ocspResponderURL": "",
            "externalAccountBindingRequired": false, "certificateValidityPeriod": 45,
        }});
        std::fs::write(folder.path().join("pebble.json"), config.to_string()).expect("written");
        let log = folder.path().join("pebble.log");
        Pebble {
            folder,
            port,
            management,
            names,
            log,
        }
    }

    fn start(&self) -> Running<'_> {
        let log = std::fs::File::create(&self.log).expect("a log");
        let spawn = |program: &str, line: &[&str]| {
            Command::new(program)
                .args(line)
                .current_dir(self.folder.path())
                .env("PEBBLE_VA_NOSLEEP", "1")
                .env("PEBBLE_WFE_NONCEREJECT", "0")
                .stdin(Stdio::null())
                .stdout(log.try_clone().expect("a log"))
                .stderr(log.try_clone().expect("a log"))
                .spawn()
                .unwrap_or_else(|e| panic!("{program}: {e}; Debian has it in the package pebble"))
        };
        let names = format!("127.0.0.1:{}", self.names);
        let unused = format!("127.0.0.1:{}", free_port());
        // Every name is this machine.
        let answers = [
            "-defaultIPv4",
            "127.0.0.1",
            "-defaultIPv6",
            "",
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            unused.as_str(),
            "-dns01",
            names.as_str(),
        ];
        let resolver = spawn("pebble-challtestsrv", &answers);
        let authority = spawn("pebble", &["-config", "pebble.json", "-dnsserver", &names]);
        let running = Running {
            pebble: self,
            programs: [resolver, authority],
        };
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("127.0.0.1", self.management)).is_err() {
            let said = std::fs::read_to_string(&self.log).unwrap_or_default();
            assert!(Instant::now() < until, "pebble does not listen:\n{said}");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }
}

impl Running<'_> {
    /// The root above the certificates it gives; another one each time it starts.
    fn authority(&self) -> String {
        let own =
            std::fs::read_to_string(self.pebble.folder.path().join("pebble.pem")).expect("PEM");
        let address = format!("127.0.0.1:{}", self.pebble.management);
        let (answer, _) = tls::get(&own, "localhost", &address, "/roots/0").expect("its root");
        let at = answer
            .find("-----BEGIN")
            .unwrap_or_else(|| panic!("{answer}"));
        answer[at..].to_owned()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        for program in &mut self.programs {
            let _ = program.kill();
            let _ = program.wait();
        }
    }
}

/// The certificate that is shown, whether it is still good or not.
fn shown(address: &str) -> Option<Vec<u8>> {
    let out = Command::new("openssl")
        .args(["s_client", "-connect", address, "-servername", HOST])
        .stdin(Stdio::null())
        .output()
        .expect("openssl");
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let begin = text.find("-----BEGIN CERTIFICATE")?;
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let one = CertificateDer::from_pem_slice(&text.as_bytes()[begin..]).expect("PEM");
    Some(one.to_vec())
}

fn healthcheck(folder: &Folder, environment: &[(&str, &str)]) -> String {
    let mut command = folder.command(&["healthcheck"]);
    let out = command
        .envs(environment.iter().copied())
        .output()
        .expect("it runs");
    String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned()
}

fn certificate_check(folder: &Folder, environment: &[(&str, &str)]) -> Value {
    let mut command = folder.command(&["doctor", "--json"]);
    let out = command
        .envs(environment.iter().copied())
        .output()
        .expect("it runs");
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let checks = report["checks"].as_array().expect("checks").clone();
    checks
        .into_iter()
        .find(|c| c["name"] == "certificate")
        .unwrap_or_default()
}

fn plainly(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.0\r\nHost: desk\r\n\r\n").expect("it hears");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// Looks until there is something, for a minute.
#[track_caller]
fn wait_for<T>(serving: &mut Serving, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(found) = look() {
            return found;
        }
        let ended = serving.child.try_wait().expect("its state");
        assert!(
            ended.is_none(),
            "serve ended while waiting for {what}: {ended:?}"
        );
        assert!(Instant::now() < until, "no sign of {what} in a minute");
        std::thread::sleep(Duration::from_millis(300));
    }
}
