"""Makes the bilingual encoder from the packaged all-MiniLM-L6-v2 and parallel text; never imported when serving."""
