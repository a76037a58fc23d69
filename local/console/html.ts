/** The document, which the script fills. */
export const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>amp-scraper</title>
<link rel="stylesheet" href="/console/app.css">
<script type="module" src="/console/app.js"></script>
</head>
<body>
<div id="app"><main><h1>The embedded AWS</h1><p>The page is being bundled. If this stays, <a href="/console/app.js">its script</a> says why.</p></main></div>
</body>
</html>
`;
