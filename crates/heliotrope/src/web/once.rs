//! A deed that may be asked for twice and is done once.
//!
//! Programs send `Idempotency-Key`; our own forms carry a hidden field. The
//! first answer is a row written in the same transaction as the deed, so it
//! is given again even after a restart. What was refused is not kept: it
//! changed nothing and may be tried again.

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::Tx;

use super::asker::{Known, Via};
use super::desk::Desk;
use super::forms::{self, Received};
use super::problem::Problem;
use super::store as rows;
use crate::kit::At;

/// The name under which a request may come again, if it has one.
#[derive(Debug, Clone)]
pub struct Once {
    key: Option<String>,
    asker: String,
    digest: String,
}

/// A shape as it is kept and given again.
pub fn to_json(shape: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(shape).map_err(|e| Problem::from(anyhow::Error::from(e)))
}

/// An answer that can be kept and given again.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub json: Value,
    case: Option<i64>,
}

impl Answer {
    pub fn new(status: u16, json: Value) -> Answer {
        Answer {
            status,
            json,
            case: None,
        }
    }

    pub fn created(json: Value) -> Answer {
        Answer::new(201, json)
    }

    /// 303 to `path`: what a form answers.
    pub fn see(path: impl Into<String>) -> Answer {
        Answer::new(303, Value::String(path.into()))
    }

    /// The case whose words stand in the answer, so that erasing them finds
    /// the kept copy too.
    pub fn about(mut self, case: i64) -> Answer {
        self.case = Some(case);
        self
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match self.json {
            Value::String(path) if status.is_redirection() => {
                (status, [(header::LOCATION, path)]).into_response()
            }
            Value::Null => status.into_response(),
            json => (status, Json(json)).into_response(),
        }
    }
}

impl Once {
    /// Does the deed, or gives the answer it had the first time.
    ///
    /// # Errors
    /// 422 `idempotency-mismatch` when the same key came with another body.
    pub fn run(
        &self,
        tx: &mut Tx<'_>,
        now: At,
        deed: impl FnOnce(&mut Tx<'_>) -> Result<Answer, Problem>,
    ) -> Result<Answer, Problem> {
        let Some(key) = &self.key else {
            return deed(tx);
        };
        // Two of them at once: the second waits here and finds the answer.
        tx.lock(&format!("once {} {key}", self.asker))?;
        if let Some(first) = rows::first_answer(tx, &self.asker, key)? {
            if first.digest != self.digest {
                return Err(Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "idempotency-mismatch",
                    "web-idempotency-mismatch",
                ));
            }
            return Ok(first.answer);
        }
        let answer = deed(tx)?;
        rows::keep_answer(
            tx,
            &self.asker,
            key,
            &self.digest,
            &answer,
            answer.case,
            now,
        )?;
        Ok(answer)
    }
}

impl FromRequestParts<Desk> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Desk) -> Result<Once, Problem> {
        let asker = match parts.extensions.get::<Known>() {
            Some(Known(asker)) => match asker.via {
                Via::Session { id } => format!("session:{id}"),
                Via::Token { id } => format!("token:{id}"),
            },
            None => "form".to_owned(),
        };
        let received = parts
            .extensions
            .get::<Received>()
            .cloned()
            .unwrap_or_default();
        let mut digest = Sha256::new();
        digest.update(parts.method.as_str());
        digest.update([0]);
        digest.update(parts.uri.path());
        digest.update([0]);
        digest.update(&received.body);
        let digest = HEXLOWER.encode(&digest.finalize());
        if let Some(header) = parts.headers.get("idempotency-key") {
            let key = header
                .to_str()
                .ok()
                .filter(|k| !k.is_empty() && k.len() <= 255)
                .ok_or_else(|| {
                    Problem::refuse(
                        StatusCode::BAD_REQUEST,
                        "idempotency-key",
                        "web-idempotency-key",
                    )
                })?;
            return Ok(Once {
                key: Some(key.to_owned()),
                asker,
                digest,
            });
        }
        // A page that is gone back to holds the old name with new words: these
        // are a new deed. So the words are part of a form's name.
        let key = forms::field(&received, forms::REPEAT_KEY)
            .filter(|k| !k.is_empty() && k.len() <= 100)
            .map(|k| format!("{k} {digest}"));
        Ok(Once { key, asker, digest })
    }
}
