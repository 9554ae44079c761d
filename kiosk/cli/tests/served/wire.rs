//! One request over a connection of its own: an answer, or nothing whole.

use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// No whole answer came: nobody knows whether the request was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost;

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The same as text, as far as it is text.
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text))
    }

    /// A member of the JSON body that is a text.
    pub fn member(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.text)).to_owned()
    }

    /// The problem's word, where it is a problem.
    pub fn problem(&self) -> String {
        let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok());
        let problem = kind == Some("application/problem+json");
        if problem { self.member("code") } else { String::new() }
    }

    /// The same answer, which must have this status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }
}

/// A request and what was answered.
pub struct Heard {
    /// Method, a space, path.
    pub request: String,
    pub status: u16,
    /// The headers and the body.
    pub text: String,
}

/// Sends requests and keeps what is answered.
#[derive(Clone)]
pub struct Wire {
    agent: Agent,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Wire {
    pub fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_redirects(0)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)));
        Self { agent: config.build().into(), heard: Arc::default() }
    }

    /// What was answered until now.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }

    pub fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
    ) -> Result<Answer, Lost> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body {
            Some(body) => self.agent.run(request.body(body).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let (head, mut body) = answer.map_err(|_| Lost)?.into_parts();
        let bytes = body.read_to_vec().map_err(|_| Lost)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let request = format!("{method} {}", url.splitn(4, '/').last().unwrap_or_default());
        let heard =
            Heard { request, status: head.status.as_u16(), text: format!("{:?}\n{text}", head.headers) };
        self.heard.lock().unwrap().push(heard);
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, bytes, text })
    }
}
