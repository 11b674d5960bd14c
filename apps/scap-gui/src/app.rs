//! The window: which page is shown, and what arrives from the thread that works.

use std::sync::Arc;

use eframe::{App, CreationContext, Frame};
use egui::{CentralPanel, Context, Event, Key, Margin, RawInput, Ui, ViewportCommand};
use scap_desk::Overrides;

use crate::{
    desk::{Desk, News},
    evaluation::Evaluation,
    fonts, help, look,
    memory::Memory,
    page::{Go, Page},
    pages::{diagnosis::Report, records::Search, settings::Form, task::Task},
    shell::{ServerState, Shell},
    widgets,
};

/// The window.
pub struct Window {
    shell: Shell,
    page: Page,
    /// What the focus began with: when another thing is shown, it begins anew.
    shown: (std::mem::Discriminant<Page>, u64),
    title: String,
    /// Whether the first frame was drawn.
    drawn: bool,
    evaluation: Option<Evaluation>,
}

/// What the window is opened with.
#[derive(Clone, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "the program fills in every field")]
pub struct Opening {
    /// What the command line says over the settings.
    pub overrides: Overrides,
    /// A folder with soft cards that can be inserted and pulled in the window.
    pub evaluation: Option<std::path::PathBuf>,
}

impl Window {
    /// Opens the window: with its fonts and its look, and the thread that works.
    ///
    /// # Errors
    ///
    /// No thread can be started.
    pub fn open(creation: &CreationContext<'_>, opening: Opening) -> std::io::Result<Self> {
        let ctx = creation.egui_ctx.clone();
        fonts::install(&ctx);
        let wake = {
            let ctx = ctx.clone();
            Arc::new(move || ctx.request_repaint())
        };
        let memory = opening.overrides.path().map(|path| Memory::read(path.with_file_name("window.toml")));
        let memory = memory.unwrap_or_default();
        let mut shell = Shell::new(&ctx, opening.overrides, memory, Desk::start(wake)?);
        shell.renderer = renderer(creation);
        let page = Page::Start;
        let shown = (std::mem::discriminant(&page), 0);
        widgets::begin_page(&ctx);
        Ok(Self {
            shell,
            page,
            shown,
            title: String::new(),
            drawn: false,
            evaluation: opening.evaluation.map(Evaluation::new),
        })
    }

    fn take_news(&mut self) {
        let news: Vec<_> = self.shell.desk.news().collect();
        for news in news {
            self.take(news);
        }
    }

    fn take(&mut self, news: News) {
        let shell = &mut self.shell;
        match (news, &mut self.page) {
            (News::Seats(seats), _) => shell.seats = Some(seats),
            (News::Left(left), _) => shell.left = left,
            (News::Met(met), _) => {
                shell.server = match met {
                    Ok(met) => ServerState::Met(met),
                    Err(trouble) => ServerState::Away(trouble),
                }
            }
            (News::Tried(tried), _) => shell.tried = Some(tried),
            (News::Told(news), _) => {
                let is_sent = matches!(news, scap_flow::News::RecordSent { .. });
                shell.tell(news);
                if is_sent {
                    shell.desk.look_for_left();
                }
            }
            (News::Calling(call), Page::Task(task)) => task.calling(call),
            (News::Asked(ask), Page::Task(task)) => task.asked(*ask),
            (News::Ended { how, unwritten }, Page::Task(task)) => {
                if !task.ended(*how, unwritten, shell) {
                    shell.go(Go::Start);
                }
            }
            (News::NotBegun(trouble), Page::Task(task)) => task.not_begun(trouble, shell),
            // Of a function whose page is gone.
            (News::Calling(_) | News::Asked(_) | News::Ended { .. } | News::NotBegun(_), _) => {}
        }
    }

    fn go(&mut self, ctx: &Context, go: Go) {
        if matches!(self.page, Page::Task(_)) {
            self.shell.desk.leave();
        }
        self.page = match go {
            Go::Start => Page::Start,
            Go::Choose => Page::Choose,
            Go::Begin(function) => Page::Task(Box::new(Task::begin(function, &self.shell))),
            Go::Records => Page::Records(Box::new(Search::new(&self.shell))),
            Go::Settings => Page::Settings(Box::new(Form::new(&self.shell))),
            Go::About => Page::About,
            Go::Diagnosis => Page::Diagnosis(Box::new(Report::new(&self.shell))),
            Go::Leave => return ctx.send_viewport_cmd(ViewportCommand::Close),
        };
        ctx.request_repaint();
    }

    /// The focus begins anew where something else is shown than before.
    fn begin_page(&mut self, ctx: &Context) {
        let place = match &self.page {
            Page::Task(task) => task.place(),
            _ => 0,
        };
        let shown = (std::mem::discriminant(&self.page), place);
        if shown != self.shown {
            self.shown = shown;
            widgets::turn_page(ctx);
        }
    }

    /// Logs when the first frame was drawn, and how long the one before this one kept the thread busy.
    fn note_time(&mut self, ctx: &Context, frame: &Frame) {
        let Some(busy) = frame.info().cpu_usage else {
            // Of the first frame is told in the second.
            return ctx.request_repaint();
        };
        if !std::mem::replace(&mut self.drawn, true) {
            tracing::info!("the first frame was drawn");
        }
        tracing::trace!(milliseconds = busy * 1000.0, "a frame was drawn");
    }

    /// The title of the window names what is shown.
    fn name_window(&mut self, ctx: &Context) {
        let page = self.page.title(&self.shell);
        let title = self.shell.text("gui-title", &[("page", page.into())]);
        if title != self.title {
            self.title.clone_from(&title);
            ctx.send_viewport_cmd(ViewportCommand::Title(title));
        }
    }

    /// Notes the size of the window, which is remembered when it is closed.
    fn remember_size(&mut self, ctx: &Context) {
        let viewport = ctx.input(|input| input.viewport().clone());
        let Some(rect) = viewport.inner_rect else { return };
        let scale = f32::from(self.shell.memory.text_size) / 100.0;
        let maximized = viewport.maximized.unwrap_or(false);
        self.shell.memory.maximized = maximized;
        if !maximized {
            self.shell.memory.window = [rect.width() * scale, rect.height() * scale];
        }
    }
}

/// What draws the window.
fn renderer(creation: &CreationContext<'_>) -> Option<String> {
    let adapter = creation.wgpu_render_state.as_ref().map(|state| state.adapter.get_info());
    adapter
        .map(|info| format!("{} ({})", info.backend, info.name))
        .or_else(|| creation.gl.as_ref().map(|_| "OpenGL".to_owned()))
}

impl App for Window {
    fn ui(&mut self, ui: &mut Ui, frame: &mut Frame) {
        let ctx = ui.ctx().clone();
        self.note_time(&ctx, frame);
        self.take_news();
        if let Some(go) = self.shell.take_go() {
            self.go(&ctx, go);
        }
        self.begin_page(&ctx);
        if let Some(evaluation) = &mut self.evaluation {
            evaluation.ui(ui, &self.shell);
        }
        let frame =
            egui::Frame::new().fill(look::palette(ui.style()).background).inner_margin(Margin::same(16));
        CentralPanel::default().frame(frame).show(ui, |ui| self.page.ui(ui, &mut self.shell));
        help::show(ui, &mut self.shell);
        self.name_window(&ctx);
        widgets::note_text_focus(&ctx);
        self.remember_size(&ctx);
        if let Some(go) = self.shell.take_go() {
            self.go(&ctx, go);
        }
    }

    /// A key that is held answers what is asked once, and not what is asked next.
    fn raw_input_hook(&mut self, _: &Context, input: &mut RawInput) {
        let is_held = |event: &Event| {
            matches!(event, Event::Key { key: Key::Enter | Key::Space | Key::Escape, repeat: true, .. })
        };
        input.events.retain(|event| !is_held(event));
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        self.shell.memory.save();
    }
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").finish_non_exhaustive()
    }
}

#[cfg(test)]
impl Window {
    /// What its pages share.
    pub(crate) const fn shell(&self) -> &Shell {
        &self.shell
    }
}
