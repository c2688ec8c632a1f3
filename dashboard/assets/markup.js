// An element whose content is set as HTML in one step: most of a page is text that Dash need not mount part by part.
window.depdash = {
  Markup: ({ tag, attributes, inner }) =>
    React.createElement(tag, inner ? { ...attributes, dangerouslySetInnerHTML: { __html: inner } } : attributes),
};
