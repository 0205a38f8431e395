//! A whole desk inside the test: the real router over a real database, with a
//! clock that stands still until the test moves it.
//!
//! ```ignore
//! #[tokio::test]
//! async fn a_reader_may_not_answer() {
//!     testing::each("2026-03-05T11:00:00Z", async |desk| {
//!         let ana = desk.sign_in("Ana", Role::Light).await;
//!         let reply = ana.post("/cases/7/messages", &[("text", "Hello")]).await;
//!         assert_eq!(reply.status, "403 Forbidden");
//!         assert_eq!(reply.words(), "Not open to you ...");
//!     }).await;
//! }
//! ```

pub mod hostile;

/// Other people's servers, for tests that need one.
#[path = "../tests/foreign/mod.rs"]
pub mod foreign;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::Value;
use store::testing::TestDb;
use store::{Db, Tx};
use tower::ServiceExt;

use crate::app;
use crate::arrows::explained;
use crate::kit::config::Config;
use crate::kit::keys::Keys;
use crate::kit::words::Lang;
use crate::kit::{At, Clock};
use crate::team::{self, By, Role};
use crate::web::{Desk, Problem};
use crate::{cases, mailboxes, people};

/// A desk for one test. Holds its folder and its database until it is dropped.
pub struct TestDesk {
    pub desk: Desk,
    router: Router,
    _held: (Option<Arc<TestDb>>, tempfile::TempDir),
}

/// Runs a test on SQLite and, when a PostgreSQL for tests is named, there too.
pub async fn each(at: &str, test: impl AsyncFn(TestDesk)) {
    let test = &test;
    store::testing::each(app::MIGRATIONS, |db| async move {
        test(TestDesk::over(db.clone(), at, None)).await;
        explained::check(&db).await;
    })
    .await;
}

impl TestDesk {
    /// A desk on SQLite whose clock stands at `at` (RFC 3339).
    pub async fn at(at: &str) -> TestDesk {
        let held = TestDb::sqlite(app::MIGRATIONS).await;
        TestDesk::over(held.db.clone(), at, Some(Arc::new(held)))
    }

    fn over(db: Db, at: &str, held: Option<Arc<TestDb>>) -> TestDesk {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::for_tests(folder.path());
        let clock = Clock::fixed(at.parse().unwrap());
        let desk = Desk::new(db, clock, config, Keys::random(), team::recognise);
        TestDesk {
            router: app::build(desk.clone()),
            desk,
            _held: (held, folder),
        }
    }

    /// The same desk with other settings, before anything was asked of it:
    /// `desk.with(|c| c.limits.form = 1 << 20)`.
    pub fn with(mut self, change: impl FnOnce(&mut Config)) -> TestDesk {
        let mut config = Config::clone(&self.desk.config);
        change(&mut config);
        self.desk.config = Arc::new(config);
        self.router = app::build(self.desk.clone());
        self
    }

    /// The same desk with more routes, for what the product does not do.
    pub fn and(mut self, routes: crate::web::Routes) -> TestDesk {
        self.router = app::routes().merge(routes).into_router(self.desk.clone());
        self
    }

    /// The same database under a new start: nothing that stood in memory.
    pub fn restarted(&self) -> TestDesk {
        let at = self.now().to_string();
        TestDesk::over(self.desk.db.clone(), &at, None)
    }

    /// The same desk as a demo.
    pub fn into_demo(mut self) -> TestDesk {
        self.desk.demo = true;
        self.router = app::build(self.desk.clone());
        self
    }

    pub fn now(&self) -> At {
        self.desk.now()
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        assert!(self.desk.clock.advance(by), "a test's clock can be moved");
    }

    pub async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx<'_>) -> Result<T, Problem> + Send + Sync + 'static,
    ) -> T {
        self.desk
            .db
            .write(f)
            .await
            .unwrap_or_else(|p| panic!("{}", p.cause_in_words()))
    }

    pub async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> T {
        self.desk
            .db
            .read(f)
            .await
            .unwrap_or_else(|p| panic!("{}", p.cause_in_words()))
    }

    /// The figure a statement gives, for counting rows: `desk.count(sql!("..."))`.
    pub async fn count(&self, sql: store::Sql) -> i64 {
        self.read(move |tx| Ok(tx.one(sql, &[])?.map_or(Ok(0), |row| row.get(0))?))
            .await
    }

    /// A mailbox help@desk.example with a sending server that nobody asks.
    pub async fn mailbox(&self) -> i64 {
        let now = self.now();
        self.write(move |tx| {
            let wanted = mailboxes::store::Wanted {
                address: "help@desk.example".to_owned(),
                name: "Lindfors Press".to_owned(),
                signature: String::new(),
                language: "en".to_owned(),
                zone: "Europe/Berlin".to_owned(),
                receipt: true,
                answer_within_min: None,
                imap: None,
                server: Some(mailboxes::Server {
                    host: "127.0.0.1".to_owned(),
                    port: 25,
                    tls: mailboxes::Tls::None,
                    account: None,
                    sealed_password: None,
                }),
            };
            Ok(mailboxes::store::add(tx, &wanted, now)?)
        })
        .await
    }

    /// A new case: `name` ("Ines", ines@customer.example) wrote `words` to the
    /// mailbox, which is made with the first one. Its number.
    pub async fn case(&self, name: &'static str, words: &'static str) -> i64 {
        let known = self
            .read(|tx| Ok(mailboxes::store::by_address(tx, "help@desk.example")?))
            .await;
        let mailbox = match known {
            Some(mailbox) => mailbox.id,
            None => self.mailbox().await,
        };
        let now = self.now();
        self.write(move |tx| {
            let address = format!("{}@customer.example", name.to_lowercase());
            let (person, _) = people::store::meet(tx, &address, name, now)?;
            let letter = cases::deeds::Letter {
                person,
                sender: &address,
                reply_to: None,
                subject: words,
                words,
                elided: None,
                html: None,
                letter_id: None,
                mark: None,
                oddities: "",
                raw: None,
                files: &[],
                copies: &[],
                language: Some("en"),
            };
            let (number, _) = cases::deeds::open(tx, mailbox, &letter, now)?;
            Ok(number)
        })
        .await
    }

    /// Adds somebody to the team: "Maya" gets the address maya@desk.example.
    pub async fn agent(&self, name: &'static str, role: Role) -> i64 {
        let now = self.now();
        self.write(move |tx| {
            let new = team::New {
                address: format!("{}@desk.example", name.to_lowercase()),
                name: name.to_owned(),
                role,
                lang: Lang::En,
                zone: "Europe/Berlin".to_owned(),
                password_hash: None,
            };
            team::add(tx, &new, By::Command, now)
        })
        .await
    }

    /// A browser in which a new member of the team is signed in.
    pub async fn sign_in(&self, name: &'static str, role: Role) -> Browser {
        let agent = self.agent(name, role).await;
        self.browser_of(agent).await
    }

    /// Another browser of somebody who is there already.
    pub async fn browser_of(&self, agent: i64) -> Browser {
        let now = self.now();
        let cookie = self
            .write(move |tx| team::open_session(tx, agent, now))
            .await;
        let digest = crate::kit::random::digest(&cookie);
        let form_token = self
            .read(move |tx| Ok(team::store::form_token_of(tx, &digest)?))
            .await;
        Browser {
            agent: Some(agent),
            cookie: Some(format!("heliotrope={cookie}")),
            form_token: Some(form_token),
            ..self.visitor()
        }
    }

    /// A program with a bearer token of `agent`.
    pub async fn program_of(&self, agent: i64) -> Browser {
        let now = self.now();
        let token = self
            .write(move |tx| team::new_token(tx, agent, By::Command, now))
            .await;
        Browser {
            agent: Some(agent),
            bearer: Some(token),
            ..self.visitor()
        }
    }

    /// A program with a bearer token of a new agent.
    pub async fn program(&self) -> Browser {
        let agent = self.agent("Robin", Role::Agent).await;
        self.program_of(agent).await
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Browser {
        Browser {
            agent: None,
            cookie: None,
            form_token: None,
            bearer: None,
            accept_language: "en".to_owned(),
            router: self.router.clone(),
        }
    }
}

impl Drop for TestDesk {
    /// A desk of its own looks at what is left, as [`each`] does.
    fn drop(&mut self) {
        let Some(held) = self._held.0.clone() else {
            return;
        };
        if std::thread::panicking() {
            return;
        }
        // A runtime of its own: the test's is waiting here.
        let looked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(explained::check(&held.db));
        });
        assert!(looked.join().is_ok(), "see what is left, above");
    }
}

/// Somebody who asks: a browser with or without a session, or a program.
#[derive(Clone)]
pub struct Browser {
    pub agent: Option<i64>,
    pub cookie: Option<String>,
    /// Put into every form by itself, like the hidden field of a page.
    pub form_token: Option<String>,
    pub bearer: Option<String>,
    pub accept_language: String,
    router: Router,
}

impl Browser {
    pub fn speaking(mut self, language: &str) -> Browser {
        language.clone_into(&mut self.accept_language);
        self
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path), Body::empty())
            .await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        if let Some(token) = &self.form_token {
            form.append_pair("form_token", token);
        }
        let body = form.extend_pairs(fields).finish();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form with files: (field, file name, type, bytes).
    pub async fn post_files(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &str, &[u8])],
    ) -> Reply {
        const BOUNDARY: &str = "----between-the-parts-of-a-test";
        let mut body = Vec::new();
        let token = self.form_token.as_deref().map(|t| ("form_token", t));
        for (name, value) in token.iter().chain(fields) {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(head.as_bytes());
        }
        for (name, file, kind, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                 Content-Type: {kind}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let request = self
            .request(Method::POST, path)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .header("sec-fetch-site", "same-origin");
        self.send(request, Body::from(body)).await
    }

    /// Sends JSON, as programs and our scripts do.
    pub async fn json(&self, method: Method, path: &str, body: Value) -> Reply {
        let mut request = self
            .request(method, path)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = &self.form_token {
            request = request
                .header("x-form-token", token)
                .header("sec-fetch-site", "same-origin");
        }
        self.send(request, Body::from(body.to_string())).await
    }

    pub async fn post_json(&self, path: &str, body: Value) -> Reply {
        self.json(Method::POST, path, body).await
    }

    pub async fn patch_json(&self, path: &str, body: Value) -> Reply {
        self.json(Method::PATCH, path, body).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.json(Method::DELETE, path, Value::Null).await
    }

    /// Sends JSON under an `Idempotency-Key`.
    pub async fn post_json_once(&self, path: &str, key: &str, body: Value) -> Reply {
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key);
        self.send(request, Body::from(body.to_string())).await
    }

    /// A request with this browser's cookie and nothing else, to build on.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let accept = if path.starts_with("/api/") {
            "application/json"
        } else {
            "text/html"
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "127.0.0.1:4354")
            .header(header::ACCEPT, accept)
            .header(header::ACCEPT_LANGUAGE, &self.accept_language);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        if let Some(token) = &self.bearer {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        request
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Body) -> Reply {
        let request = request.body(body).unwrap();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let reply = Reply {
            status: status.to_string(),
            text: String::from_utf8_lossy(&body).into_owned(),
            headers,
            body,
        };
        // Whatever a test asks of the API has to stand in its document.
        if path.starts_with("/api/v1/") {
            app::openapi::tests::check(&method, &path, &reply);
        }
        reply
    }

    /// Asks for something that does not end by itself: `/live`.
    pub async fn open(&self, path: &str) -> axum::response::Response {
        let request = self.request(Method::GET, path).body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Tries a route of the table, its parameters filled in with 1, and says
    /// what the door answers: "200", "403", "303 to /sign-in". The body is not
    /// waited for: some never end.
    pub async fn knock(&self, method: Method, pattern: &str) -> String {
        let mut path = pattern.to_owned();
        while let (Some(open), Some(close)) = (path.find('{'), path.find('}')) {
            path.replace_range(open..=close, "1");
        }
        let mut request = self.request(method.clone(), &path);
        let mut body = Body::empty();
        if !method.is_safe() {
            let token = self.form_token.clone().unwrap_or_default();
            request = request
                .header("x-form-token", token)
                .header("sec-fetch-site", "same-origin");
            request = match path.starts_with("/api/") {
                true => request.header(header::CONTENT_TYPE, "application/json"),
                false => request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"),
            };
            body = Body::from(if path.starts_with("/api/") { "{}" } else { "" });
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let status = response.status().as_u16().to_string();
        let location = response
            .headers()
            .get(header::LOCATION)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        // Only the way in counts, and only when it is not the answer itself.
        match location.starts_with("/sign-in?") {
            true => format!("{status} to /sign-in"),
            false => status,
        }
    }

    /// Signs in at the real door and keeps the cookie.
    pub async fn sign_in_with(mut self, address: &str, password: &str) -> (Browser, Reply) {
        let reply = self
            .post("/sign-in", &[("address", address), ("password", password)])
            .await;
        self.cookie = reply.cookie();
        if self.cookie.is_some() {
            let page = self.get("/settings/me").await;
            self.form_token = page.meta("form-token");
        }
        (self, reply)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// "303 See Other"
    pub status: String,
    /// The body as it came.
    pub text: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    #[track_caller]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|e| panic!("{} is no JSON: {e}\n{}", self.status, self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    }

    /// Where a 303 leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// `name=value` of the cookie that was set, if it holds anything.
    pub fn cookie(&self) -> Option<String> {
        let pair = self.header("set-cookie").split(';').next()?;
        (!pair.is_empty() && !pair.ends_with('=')).then(|| pair.to_owned())
    }

    fn meta(&self, name: &str) -> Option<String> {
        let (_, rest) = self
            .text
            .split_once(&format!("name=\"{name}\" content=\""))?;
        Some(rest.split('"').next()?.to_owned())
    }

    /// What a person reads in `main` (or in the whole page, if there is none):
    /// without tags, each run of blanks as one.
    pub fn words(&self) -> String {
        let main = self
            .text
            .split_once("<main")
            .and_then(|(_, rest)| rest.split_once('>'))
            .map(|(_, rest)| rest);
        let main = main
            .and_then(|rest| rest.split_once("</main>"))
            .map(|(inside, _)| inside);
        without_tags(main.unwrap_or(&self.text))
    }
}

pub fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        // Inline elements hold words together; all others part them.
        let tag: String = rest[open..]
            .chars()
            .skip(1)
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '/')
            .collect();
        if !matches!(
            tag.trim_start_matches('/'),
            "b" | "strong" | "em" | "a" | "span" | "time" | "q" | "code" | "mark"
        ) {
            text.push(' ');
        }
        rest = rest[open..]
            .find('>')
            .map_or("", |close| &rest[open + close + 1..]);
    }
    text.push_str(rest);
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
