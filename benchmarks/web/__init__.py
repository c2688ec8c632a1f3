"""The overview in a browser, beside a static page, a bare Dash app, and the same page in Vizro and in Streamlit."""
