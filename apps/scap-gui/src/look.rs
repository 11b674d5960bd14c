//! How the window looks: colours, sizes and the size of text.

use egui::{
    Color32, Context, CornerRadius, FontFamily, FontId, Margin, Stroke, Style, TextStyle, Theme,
    ThemePreference, Vec2, Visuals,
};
use serde::{Deserialize, Serialize};

use crate::fonts;

/// The colours that a person chose.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Colours {
    /// As the system has it.
    #[default]
    System,
    Light,
    Dark,
    HighContrast,
}

impl Colours {
    pub(crate) const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::HighContrast];

    /// The id of its name.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::System => "gui-colours-system",
            Self::Light => "gui-colours-light",
            Self::Dark => "gui-colours-dark",
            Self::HighContrast => "gui-colours-high-contrast",
        }
    }
}

/// Sizes of text that can be chosen, in percent.
pub(crate) const TEXT_SIZES: [u16; 6] = [100, 110, 125, 150, 175, 200];

/// What a colour is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Palette {
    pub(crate) background: Color32,
    /// Of what stands on the background: tiles, panels, fields.
    pub(crate) surface: Color32,
    pub(crate) text: Color32,
    pub(crate) weak: Color32,
    pub(crate) line: Color32,
    /// Of what leads on, and what is chosen.
    pub(crate) accent: Color32,
    /// Text on the accent.
    pub(crate) on_accent: Color32,
    pub(crate) good: Color32,
    pub(crate) warning: Color32,
    pub(crate) bad: Color32,
}

const LIGHT: Palette = Palette {
    background: Color32::from_rgb(0xF3, 0xF5, 0xF8),
    surface: Color32::WHITE,
    text: Color32::from_rgb(0x1B, 0x20, 0x28),
    weak: Color32::from_rgb(0x55, 0x5F, 0x6D),
    line: Color32::from_rgb(0xC3, 0xCA, 0xD4),
    accent: Color32::from_rgb(0x17, 0x56, 0x9B),
    on_accent: Color32::WHITE,
    good: Color32::from_rgb(0x17, 0x6B, 0x3A),
    warning: Color32::from_rgb(0x8A, 0x55, 0x00),
    bad: Color32::from_rgb(0xB0, 0x22, 0x1C),
};

const DARK: Palette = Palette {
    background: Color32::from_rgb(0x15, 0x18, 0x1D),
    surface: Color32::from_rgb(0x21, 0x26, 0x2D),
    text: Color32::from_rgb(0xED, 0xF0, 0xF4),
    weak: Color32::from_rgb(0xA9, 0xB3, 0xC0),
    line: Color32::from_rgb(0x4A, 0x53, 0x60),
    accent: Color32::from_rgb(0x7F, 0xB8, 0xFF),
    on_accent: Color32::from_rgb(0x0B, 0x1B, 0x2D),
    good: Color32::from_rgb(0x7A, 0xD5, 0x9A),
    warning: Color32::from_rgb(0xF2, 0xC1, 0x65),
    bad: Color32::from_rgb(0xFF, 0x9A, 0x92),
};

const HIGH_CONTRAST: Palette = Palette {
    background: Color32::BLACK,
    surface: Color32::BLACK,
    text: Color32::WHITE,
    weak: Color32::WHITE,
    line: Color32::WHITE,
    accent: Color32::from_rgb(0xFF, 0xE1, 0x00),
    on_accent: Color32::BLACK,
    good: Color32::from_rgb(0x6C, 0xFF, 0x8F),
    warning: Color32::from_rgb(0xFF, 0xE1, 0x00),
    bad: Color32::from_rgb(0xFF, 0xA0, 0xA0),
};

/// Sets colours and sizes, and the size of text in percent.
pub(crate) fn apply(ctx: &Context, colours: Colours, text_size: u16) {
    let preference = match colours {
        Colours::System => ThemePreference::System,
        Colours::Light => ThemePreference::Light,
        Colours::Dark | Colours::HighContrast => ThemePreference::Dark,
    };
    let dark = if colours == Colours::HighContrast { HIGH_CONTRAST } else { DARK };
    ctx.set_style_of(Theme::Light, style(Visuals::light(), &LIGHT));
    ctx.set_style_of(Theme::Dark, style(Visuals::dark(), &dark));
    // Of many systems nobody tells what they prefer.
    ctx.options_mut(|options| options.fallback_theme = Theme::Light);
    ctx.set_theme(preference);
    ctx.set_zoom_factor(f32::from(text_size) / 100.0);
}

/// The colours in use.
pub(crate) fn palette(style: &Style) -> Palette {
    let fill = style.visuals.panel_fill;
    [LIGHT, DARK, HIGH_CONTRAST].into_iter().find(|palette| palette.background == fill).unwrap_or(LIGHT)
}

/// The style of a title.
pub(crate) fn title() -> TextStyle {
    TextStyle::Name("title".into())
}

fn style(visuals: Visuals, palette: &Palette) -> Style {
    let font = |size, family| FontId::new(size, family);
    let text_styles = [
        (TextStyle::Small, font(13.0, FontFamily::Proportional)),
        (TextStyle::Body, font(15.0, FontFamily::Proportional)),
        (TextStyle::Button, font(15.0, FontFamily::Proportional)),
        (TextStyle::Heading, font(18.0, fonts::strong())),
        (title(), font(23.0, fonts::strong())),
        (TextStyle::Monospace, font(14.0, FontFamily::Monospace)),
    ];
    let mut style =
        Style { visuals: coloured(visuals, palette), text_styles: text_styles.into(), ..Style::default() };
    // Nothing moves by itself: it would burn a core with drawing in software.
    style.animation_time = 0.0;
    style.scroll_animation = egui::style::ScrollAnimation::none();
    style.visuals.text_cursor.blink = false;
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(8.0, 8.0);
    spacing.button_padding = Vec2::new(14.0, 7.0);
    spacing.interact_size = Vec2::new(40.0, 34.0);
    spacing.icon_width = 20.0;
    spacing.icon_width_inner = 12.0;
    spacing.combo_height = 320.0;
    // The bar is seen on what it scrolls.
    spacing.scroll = egui::style::ScrollStyle { foreground_color: true, ..egui::style::ScrollStyle::solid() };
    style
}

fn coloured(mut visuals: Visuals, palette: &Palette) -> Visuals {
    let radius = CornerRadius::same(6);
    visuals.panel_fill = palette.background;
    visuals.window_fill = palette.surface;
    visuals.window_stroke = Stroke::new(1.0, palette.line);
    visuals.extreme_bg_color = palette.surface;
    visuals.text_edit_bg_color = Some(palette.surface);
    visuals.faint_bg_color = palette.background;
    visuals.code_bg_color = palette.background;
    visuals.weak_text_color = Some(palette.weak);
    visuals.hyperlink_color = palette.accent;
    visuals.warn_fg_color = palette.warning;
    visuals.error_fg_color = palette.bad;
    visuals.selection.bg_fill = palette.accent.gamma_multiply(0.2);
    visuals.selection.stroke = Stroke::new(2.0, palette.accent);
    let widgets = &mut visuals.widgets;
    for widget in [
        &mut widgets.noninteractive,
        &mut widgets.inactive,
        &mut widgets.hovered,
        &mut widgets.active,
        &mut widgets.open,
    ] {
        widget.corner_radius = radius;
        widget.fg_stroke = Stroke::new(1.5, palette.text);
        widget.bg_stroke = Stroke::new(1.0, palette.line);
        widget.bg_fill = palette.surface;
        widget.weak_bg_fill = palette.surface;
        widget.expansion = 0.0;
    }
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, palette.text);
    // The frame, not the colour alone, tells what is pointed at, pressed or has the focus.
    widgets.hovered.bg_stroke = Stroke::new(2.0, palette.accent);
    widgets.active.bg_stroke = Stroke::new(3.0, palette.accent);
    widgets.open.bg_stroke = Stroke::new(2.0, palette.accent);
    visuals
}

/// The frame of something that stands on the background.
pub(crate) fn card(style: &Style) -> egui::Frame {
    let palette = palette(style);
    egui::Frame::new()
        .fill(palette.surface)
        .stroke(Stroke::new(1.0, palette.line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(14))
}
