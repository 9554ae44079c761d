//! Whether a document lies on a PC/SC reader.

use super::{choice, service};
use crate::transport::Presence;
use crate::transport::lookout::Lookout;
use ::pcsc::Context;

/// The readers that a name means; a service that ends and begins again is asked anew.
pub struct PcscReader(Lookout);

impl PcscReader {
    /// The reader with this part in its name; every reader when it is empty.
    pub fn new(wanted: impl Into<String>) -> Self {
        let mut asked = Asked { wanted: wanted.into(), context: None };
        Self(Lookout::new(move || asked.holds().or_else(|| asked.holds()).unwrap_or(false)))
    }
}

impl Presence for PcscReader {
    fn document_present(&mut self) -> bool {
        self.0.document_present()
    }
}

struct Asked {
    wanted: String,
    context: Option<Context>,
}

impl Asked {
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
