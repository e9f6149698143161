"""Names of packages that nearly everybody knows, which others are made to look like; from general knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PYTHON: Final = """
aiohttp alembic ansible anyio argon2-cffi arrow asgiref asyncpg attrs azure-core babel bcrypt beautifulsoup4 black
bleach boto boto3 botocore cachetools celery certifi cffi charset-normalizer chardet click colorama coverage
cryptography cython dash datadog discord-py django django-cors-headers django-filter djangorestframework docker
docutils dnspython elasticsearch environs faker fastapi filelock flake8 flask flask-cors flask-login flask-sqlalchemy
fsspec gevent gitpython google-api-core google-auth google-cloud-storage graphql-core greenlet grpcio gunicorn h11
httpcore httplib2 httpx huggingface-hub hypothesis idna importlib-metadata ipython isort itsdangerous jinja2 jmespath
joblib jsonschema jupyter keras keyring kombu kubernetes langchain lxml mako markdown markupsafe marshmallow
matplotlib mccabe mkdocs msgpack multidict mypy mypy-extensions mysqlclient networkx nltk nose notebook numpy oauthlib
openai opencv-python openpyxl orjson packaging pandas paramiko pathspec peewee pexpect pillow pip pipenv platformdirs
playwright pluggy poetry protobuf psutil psycopg psycopg2 psycopg2-binary pyarrow pyasn1 pycparser pycryptodome
pydantic pydantic-core pygments pyjwt pylint pymongo pymysql pynacl pyopenssl pyparsing pyserial pytest pytest-cov
python-dateutil python-dotenv python-multipart pytz pywin32 pyyaml pyzmq redis regex requests requests-oauthlib rich
rsa ruamel-yaml ruff s3transfer scikit-learn scipy scrapy seaborn selenium sentry-sdk setuptools simplejson six
sniffio sortedcontainers soupsieve sphinx sqlalchemy sqlparse starlette streamlit sympy tabulate tenacity tensorflow
termcolor tokenizers toml tomli tomlkit torch torchvision tornado tox tqdm transformers twine twisted typer
typing-extensions tzdata ujson urllib3 uvicorn uvloop virtualenv wandb watchdog websocket-client websockets werkzeug
wheel wrapt xgboost xlrd yarl zipp zope-interface request jwt dateutil attr
"""
_JAVASCRIPT: Final = """
@angular/core @babel/core @babel/parser @babel/preset-env @nestjs/common @nestjs/core @types/node @types/react ajv
angular ansi-styles antd apollo-server async autoprefixer aws-sdk axios babel-core babel-loader bcrypt bcryptjs
bluebird body-parser bootstrap browserify chai chalk cheerio chokidar classnames co color colors commander compression
concurrently connect cookie cookie-parser cors cross-env cross-spawn crypto-js css-loader cypress d3 date-fns dayjs
debug discord.js dompurify dotenv ejs electron emotion esbuild escape-html eslint eslint-config-prettier
eslint-plugin-import eslint-plugin-react ethers event-stream express express-session fastify file-loader firebase
form-data fs-extra glob got graphql grunt gulp handlebars helmet hoek husky ini inquirer ioredis ip is-odd jest jquery
js-yaml jsdom json5 jsonwebtoken karma knex koa less lerna lint-staged lodash lodash.get lodash.merge log4js lru-cache
mariadb marked material-ui memcached merge minimatch minimist mkdirp mocha moment mongodb mongoose morgan ms multer
mysql mysql2 nan nanoid next node-fetch node-sass nodemailer nodemon nuxt nyc openai parcel passport passport-jwt
passport-local path-to-regexp pg pino playwright pm2 postcss preact prettier prisma prop-types puppeteer q qs ramda
react react-dom react-native react-redux react-router react-router-dom readable-stream redis redux redux-thunk request
request-promise resolve rimraf rollup rxjs sass sass-loader semver sequelize serialize-javascript shelljs socket.io
socket.io-client solc sqlite3 stripe style-loader styled-components supertest svelte tailwindcss tar three through2
ts-jest ts-loader ts-node tslib typescript ua-parser-js uglify-js underscore uuid validator vite vitest vue vue-router
vuex web3 webpack webpack-cli webpack-dev-server winston ws xml2js yargs yup zod zustand
"""

POPULAR: Final[Mapping[str, frozenset[str]]] = {
    "PyPI": frozenset(_PYTHON.split()),
    "npm": frozenset(_JAVASCRIPT.split()),
}
"""By ecosystem, as it compares names; some stand here only because they look like one of the others and are meant."""
SUCCESSORS: Final[Mapping[str, Mapping[str, str]]] = {
    "PyPI": {
        "beautifulsoup": "beautifulsoup4",
        "bs4": "beautifulsoup4",
        "django-rest-swagger": "drf-spectacular",
        "fabric3": "fabric",
        "flask-script": "Flask's own command line",
        "nose": "pytest",
        "pep8": "pycodestyle",
        "pycrypto": "pycryptodome",
        "pypdf2": "pypdf",
        "pyramid-beaker": "pyramid's own sessions",
        "python-jose": "pyjwt",
        "sklearn": "scikit-learn",
        "slackclient": "slack-sdk",
    },
    "npm": {
        "babel-core": "@babel/core",
        "babel-eslint": "@babel/eslint-parser",
        "bower": "npm itself",
        "cryptiles": "@hapi/cryptiles",
        "hoek": "@hapi/hoek",
        "istanbul": "nyc",
        "jade": "pug",
        "material-ui": "@mui/material",
        "node-sass": "sass",
        "node-uuid": "uuid",
        "request": "got or the fetch of Node",
        "request-promise": "got or the fetch of Node",
        "tslint": "eslint with typescript-eslint",
    },
}
"""Packages that their own authors have given up or renamed, and what they name instead."""
