//! What a window has from one frame to the next: its dress, words and pictures; and what it forgets of them.

use super::Window;
use crate::flow::{Secret, State};
use crate::text::Texts;
use crate::view::Orders;
use crate::view::screens::Screen;
use eframe::egui::{Context, text_edit::TextEditState};
use std::time::Duration;

/// A PIN that nobody finishes is gone after so long.
const UNTOUCHED: Duration = Duration::from_secs(30);

impl<O: Orders> Window<O> {
    pub(super) fn dress(&mut self, ctx: &Context) {
        if self.dressed != Some((self.theme, self.scale)) {
            self.theme.apply(ctx);
            ctx.set_zoom_factor(self.scale);
            // Nothing of a case can be marked and copied, and the keyboard changes no size that a wipe would not.
            ctx.all_styles_mut(|style| style.interaction.selectable_labels = false);
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
            self.dressed = Some((self.theme, self.scale));
        }
    }

    /// After a case nothing of it is left outside the window, and in the booth nobody's settings.
    pub(super) fn forget(&mut self, ctx: &Context) {
        if std::mem::take(&mut self.wiped) {
            ctx.copy_text(String::new());
            if matches!(self.flow.state(), State::Attract) {
                (self.theme, self.scale) = self.home;
            }
        }
    }

    /// Words and pictures as the state needs them; what was typed elsewhere leaves the window's memory.
    pub(super) fn prepare(&mut self, ctx: &Context) {
        let language = self.words.unwrap_or(self.flow.language());
        if self.texts_of != language {
            self.texts_of = language;
            if let Ok(texts) = Texts::new(self.texts_of) {
                self.texts = texts;
            }
        }
        let holder = self.flow.state().holder();
        self.pictures.set_portrait(ctx, holder.and_then(|holder| holder.portrait.as_ref()));
        let looks = matches!(self.flow.state(), State::Face(..) | State::Judging(..) | State::Review(..));
        let view = if looks { self.orders.view() } else { None };
        self.pictures.set_camera(ctx, view);
        let forgotten = self.flow.now().saturating_sub(self.touched) >= UNTOUCHED;
        let types = match self.flow.state() {
            State::SignIn(_) => !forgotten,
            state => matches!(state, State::Access(_)),
        };
        if !types {
            self.draft = Secret::default();
            ctx.data_mut(|data| Screen::fields().map(|field| data.remove::<TextEditState>(field)));
        }
    }
}
