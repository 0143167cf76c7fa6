"""The explorer's screen, drawn by Streamlit: thin, because what it does stands in `pipeline/explore`."""
