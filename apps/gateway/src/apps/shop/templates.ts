/** The views, in Mustache: it escapes what it inserts, and interprets its templates where others compile them with `eval`. */

const layout = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{title}} · Corner shop</title>
<link rel="icon" href="{{base}}/products/mug/picture.svg" type="image/svg+xml">
<link rel="stylesheet" href="{{base}}/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
{{{siteHeader}}}
<div class="shop">
<a class="brand" href="{{base}}/">Corner shop</a>
<form role="search" action="{{base}}/" method="get">
<label class="hidden" for="q">Search products</label>
<input id="q" name="q" type="search" value="{{q}}" maxlength="100" placeholder="Search">
<button>Search</button>
</form>
<nav aria-label="Shop">
<a href="{{base}}/cart">Cart{{#cart.count}} <span class="badge">{{cart.count}}<span class="hidden"> items</span></span>{{/cart.count}}</a>
{{#account}}<a href="{{base}}/account">{{account}}</a>{{/account}}
{{^account}}<a href="{{base}}/sign-in">Sign in</a>{{/account}}
</nav>
</div>
<main id="main">
{{#flash}}<p class="flash" role="status">{{flash}}</p>{{/flash}}
{{#alert}}<p class="flash bad" role="alert">{{alert}}</p>{{/alert}}
{{> body}}
</main>
</body>
</html>
`;

const home = `<h1>{{heading}}</h1>
{{^products}}<p>No product has this name. <a href="{{base}}/">See all products</a></p>{{/products}}
<ul class="grid">
{{#products}}
<li class="card"><a href="{{base}}/products/{{id}}">
<img src="{{base}}/products/{{id}}/picture.svg" alt="" width="320" height="200">
<h2>{{name}}</h2></a>
<p>{{text}}</p><p class="price">{{price}}</p></li>
{{/products}}
</ul>`;

const product = `<article class="product">
<img src="{{base}}/products/{{product.id}}/picture.svg" alt="" width="640" height="400">
<div><h1>{{product.name}}</h1>
<p>{{product.text}}</p>
<p class="price">{{product.price}}</p>
<form action="{{base}}/cart/items" method="post">
{{> csrf}}
<input type="hidden" name="id" value="{{product.id}}">
<label for="count">How many</label>
<input id="count" name="count" type="number" value="1" min="1" max="{{most}}" required>
<button class="main">Add to cart</button>
</form></div>
</article>`;

const cart = `<h1>Your cart</h1>
{{^cart.count}}<p>It is empty. <a href="{{base}}/">See our products</a></p>{{/cart.count}}
{{#cart.count}}
<table class="list">
<thead><tr><th scope="col">Product</th><th scope="col">Price</th><th scope="col">How many</th><th scope="col">Sum</th></tr></thead>
<tbody>
{{#cart.lines}}
<tr><th scope="row"><a href="{{base}}/products/{{id}}">{{name}}</a></th><td>{{price}}</td>
<td><form class="row" action="{{base}}/cart/items/{{id}}" method="post">{{> csrf}}
<label class="hidden" for="count-{{id}}">How many of {{name}}</label>
<input id="count-{{id}}" name="count" type="number" value="{{count}}" min="0" max="{{most}}" required>
<button>Change</button></form></td><td>{{sum}}</td></tr>
{{/cart.lines}}
</tbody>
<tfoot><tr><th scope="row" colspan="3">Total</th><td>{{cart.total}}</td></tr></tfoot>
</table>
<h2>Order</h2>
<form class="stack" action="{{base}}/orders" method="post">
{{> csrf}}
<label for="name">Name</label>
<input id="name" name="name" value="{{order.name}}" autocomplete="name" maxlength="100" required>
<label for="address">Address</label>
<textarea id="address" name="address" rows="3" autocomplete="street-address" maxlength="300" required>{{order.address}}</textarea>
<button class="main">Order for {{cart.total}}</button>
</form>
{{/cart.count}}`;

const order = `<h1>Thank you, {{order.name}}</h1>
<p>Order <code>{{order.id}}</code> of <time datetime="{{order.at}}">{{order.at}}</time> is on its way to:</p>
<address>{{order.address}}</address>
<table class="list">
<thead><tr><th scope="col">Product</th><th scope="col">Price</th><th scope="col">How many</th><th scope="col">Sum</th></tr></thead>
<tbody>{{#order.lines}}<tr><th scope="row">{{name}}</th><td>{{price}}</td><td>{{count}}</td><td>{{sum}}</td></tr>
{{/order.lines}}</tbody>
<tfoot><tr><th scope="row" colspan="3">Total</th><td>{{order.total}}</td></tr></tfoot>
</table>
<p><a href="{{base}}/">Back to the shop</a></p>`;

const signIn = `<h1>Sign in</h1>
<form class="stack" method="post" action="{{base}}/sign-in">
{{> csrf}}
<label for="user">User name</label>
<input id="user" name="user" value="{{user}}" autocomplete="username" minlength="3" maxlength="30" pattern="[A-Za-z0-9]+" required aria-describedby="user-help">
<p id="user-help" class="help">3 to 30 letters and digits</p>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" minlength="8" maxlength="200" required aria-describedby="password-help">
<p id="password-help" class="help">8 characters or more</p>
<div class="row"><button class="main">Sign in</button>
<button formaction="{{base}}/sign-up">Make a new account</button></div>
</form>`;

const account = `<h1>{{account}}</h1>
<h2>Orders</h2>
{{^orders}}<p>None yet.</p>{{/orders}}
<ul>{{#orders}}<li><a href="{{base}}/orders/{{.}}">{{.}}</a></li>{{/orders}}</ul>
<form action="{{base}}/sign-out" method="post">{{> csrf}}<button>Sign out</button></form>`;

const failure = `<h1>{{title}}</h1>
<p>{{text}}</p>
<p><a href="{{base}}/">Back to the shop</a></p>`;

const csrf = `<input type="hidden" name="_csrf" value="{{csrfToken}}">`;

/** Layout of every view. */
export const LAYOUT: string = layout;

/** Partials that views share. */
export const PARTIALS: Readonly<Record<string, string>> = { csrf };

/** The views, by name. */
export const VIEWS: Readonly<Record<string, string>> = {
  home,
  product,
  cart,
  order,
  "sign-in": signIn,
  account,
  failure,
};
