"""The page that a browser without a token gets."""

LOGIN_PAGE = """<!doctype html>
<html lang="ru"><head><meta charset="utf-8"><title>Доезд: вход</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font:18px/1.5 sans-serif;max-width:26em;margin:4em auto;padding:0 1em;color:#222">
<h1 style="font-size:1.4em">Доезд: вход</h1>
<form method="post" action="/login">
<p><label for="token">Ключ доступа (его печатает служба при запуске; планшету его выдаёт диспетчер):</label></p>
<p><input id="token" name="token" type="password" required autocomplete="off"
 style="font:inherit;width:100%;padding:.4em;box-sizing:border-box"></p>
<p><button style="font:inherit;padding:.4em 1.2em">Войти</button></p>
</form></body></html>
"""
