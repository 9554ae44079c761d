//! Whether a document lies on a PC/SC reader.

use super::{choice, service};
use crate::transport::Presence;
use ::pcsc::Context;

/// The readers that a name means; a service that ends and begins again is asked anew.
pub struct PcscReader {
    wanted: String,
    context: Option<Context>,
}

impl PcscReader {
    /// The reader with this part in its name; every reader when it is empty.
    pub fn new(wanted: impl Into<String>) -> Self {
        Self { wanted: wanted.into(), context: None }
    }

    fn holds(&mut self) -> Option<bool> {
        if self.context.is_none() {
            self.context = service::establish().ok();
        }
        let listed = service::list(self.context.as_ref()?);
        if listed.is_err() {
            self.context = None;
        }
        listed.ok().map(|listed| !choice::holding(&listed, &self.wanted).is_empty())
    }
}

impl Presence for PcscReader {
    fn document_present(&mut self) -> bool {
        self.holds().or_else(|| self.holds()).unwrap_or(false)
    }
}
