//! A server that does nothing but answer, with the same library, the same
//! number of bytes: what a page costs before we do anything for it.

use std::process::{Child, Command};

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use serde_json::json;

use crate::desk::{self, Client, Place};
use crate::load::{self, Load, Measured};

#[derive(clap::Args)]
pub struct Bare {
    #[arg(long)]
    bytes: usize,
    #[arg(long, default_value_t = 200)]
    status: u16,
}

impl Bare {
    pub fn run(self) -> Result<()> {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(self.serve())
    }

    async fn serve(self) -> Result<()> {
        let status = StatusCode::from_u16(self.status)?;
        let answer = Bytes::from(vec![b'x'; self.bytes]);
        let router = Router::new().fallback(move |_sent: Bytes| async move {
            (
                status,
                [("content-type", "text/html; charset=utf-8")],
                answer,
            )
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!(
            "{}",
            json!({ "url": format!("http://{}", listener.local_addr()?) })
        );
        axum::serve(listener, router).await?;
        Ok(())
    }
}

/// The bare server as a child.
pub struct Beside {
    child: Child,
    pub url: String,
}

impl Beside {
    pub fn start(place: &Place, status: u16, bytes: usize) -> Result<Beside> {
        let mut command = desk::held(&place.cores, std::env::current_exe()?);
        command.args([
            "bare",
            "--bytes",
            &bytes.to_string(),
            "--status",
            &status.to_string(),
        ]);
        Beside::of(command)
    }

    /// Any such server that prints its `url`.
    pub fn of(command: Command) -> Result<Beside> {
        let (child, ready) = desk::ready(command)?;
        let url = ready["url"].as_str().context("the bare server's address")?;
        Ok(Beside {
            url: url.to_owned(),
            child,
        })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The same clients ask for the same number of bytes.
    pub fn get(place: &Place, load: Load, bytes: usize, like: &Client) -> Result<Measured> {
        let beside = Beside::start(place, 200, bytes)?;
        load::run(load, beside.pid(), |_| {
            let client = like.at(&beside.url);
            Ok(move |_| Ok(client.get("/today")?.expect(200)?.bytes.len()))
        })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        desk::stop(&mut self.child);
    }
}
