//! Somebody who asks, and what they are answered: through the whole router,
//! as a browser or a program would.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, header};
use serde_json::Value;
use tower::ServiceExt;

use crate::app;

/// Somebody who asks: a browser with or without a session, or a program.
#[derive(Clone)]
pub struct Browser {
    pub agent: Option<i64>,
    pub cookie: Option<String>,
    /// Put into every form by itself, like the hidden field of a page.
    pub form_token: Option<String>,
    pub bearer: Option<String>,
    pub accept_language: String,
    pub(super) router: Router,
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
        let response = self.answer(method, &path).await;
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

    /// What a door answers to a press that says nothing. Its body may never end.
    pub async fn answer(&self, method: Method, path: &str) -> axum::response::Response {
        let mut request = self.request(method.clone(), path);
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
        let request = request.body(body).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
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
