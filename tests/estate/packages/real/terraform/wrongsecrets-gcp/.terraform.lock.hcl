# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.example.io/hashicorp/google" {
  version     = "7.21.0"
  constraints = "~> 7.21.0"
  hashes = [
    "h1:+9z1rSzBbm6Mtiii1bOP9j/gg7GK9ttwFBoqBhy0fdU=",
    "h1:3V3WYfyzSmy7YJO07rUvZ8d7ISHm3aoY6d7rq10raaQ=",
    "h1:EWQMCQ+JmVI1wTNvwwfIN+6mrYNxP1q+RR4Y+Godee0=",
    "h1:P+uMjQmC3OtVkbbvgnxpMUF1ERP041uFiU1zomvkv1w=",
    "h1:Y4PmgOuJVs5B47g1IZGKC4aphF+B+monkYf6t4POI8w=",
    "h1:fweWuw3627fMyvhwAjd5PhrrxqVk2xNM0E6H5evf0Xo=",
    "h1:ikvI4E+Gxmq31SbiVBYMmiPDdM0oiezYzYeWtpHvEvo=",
    "h1:jsIZOOAu1H4CGBXwQff5eWNaNNAkdFld9U0gk1Gkmg8=",
    "h1:qCWsIE8HLvQ2DofRyUIQ4JyTfGL+lchxzfMVt/DEmIo=",
    "h1:qrZqhZ/gs99OmyVtgiYcWfKjWMCjhqLyxZOm9I4/dok=",
    "h1:z19pS7z8uX2lyUdPaOiD6yMlDMisQJ1qigJJ/7xnW0k=",
    "zh:3580f2fe6d5b96ebb062569c10d8afcf001560b30edf25f1f6e4e810c0c5a913",
    "zh:38790e2200ef2c2477ed55a7b00a7fae09ac7ce2995bbbbc369b0433a052b9fe",
    "zh:5bf64f1737ffbbc0f26f15abe2f59da13ceae117fe0b0ffb51eb1fe220f43514",
    "zh:6ac15bb7760749ff6088dac16c99d517b6c862d20585df503f19172e7be27f46",
    "zh:ae54467692c30a0cce7ac13c28159e3c8b79727153c2809306964f90fb0de5fe",
    "zh:b30598f9abafc00a65b1cd1a37217246bb64cdd8ac4eef78a7d0c91af138fb68",
    "zh:cf06b95f05d90299d7657e6e98d30fc6e8248449678ce8bf53074753b562a1b6",
    "zh:d059c7d01af28ebd930595a7d72f74db4f3ad4011e9333d741d5cce0a6bdbc6d",
    "zh:e327e7cc6044fb0f4096ccd389a2ad7a06e2f56c4e34947b56b1b68eb78add4e",
    "zh:e820895cf9ae1f683f0b918d57f800af264c7aaa0929c3e177c23bfbf052ec13",
    "zh:f569b65999264a9416862bca5cd2a6177d94ccb0424f3a4ef424428912b9cb3c",
    "zh:f677107ae0ce758492f4d9d411b837ef7344490f3531d635c28d22e1779127c6",
  ]
}

provider "registry.example.io/hashicorp/google-beta" {
  version     = "7.21.0"
  constraints = "~> 7.21.0"
  hashes = [
    "h1:09jRDxC2vTvORPY4Lmge6LN5rBmI003WpK/dhg4h1IE=",
    "h1:1J+Fpc2BBPZuW6rrjfSPC2r1xDTSiNnPQaxhVl8RVGo=",
    "h1:XEYp8C601cAmNYbBtGYBvA6j0qMPB8Om1Cko8AnoFjs=",
    "h1:g/NyRyrL2j5Sh6BH5rh0iXowynEoeyWOtloDBtXvblY=",
    "h1:jhR5qQU48DeNOtYdZni6X7BorNyWGmXiiIBfeJYQLhA=",
    "h1:mQpx5pZ1Brq0uGxfhaRaA7feZOHGTYDnEycBOdBHpQI=",
    "h1:osdBrUQZwE3vvCWA/LmS2BlJVcJ0XcS4aqwOXE3x8HA=",
    "h1:qVKLyr5Ozrx6ZDd4aAOwON7asq+Ffsaav+hNONV1CWw=",
    "h1:qxxr40KHW9CDB4XY6wUH3WrHHnrjVsaGAiv+mC+CqcE=",
    "h1:wDvpiUY+6nT4O+j0mrAyAf2/R5Q1SJwiLfeNTr42dKM=",
    "h1:x7B6vt8AG0gasCcP4XFtAtKczO3+0tSQ6KyEGE+0C8c=",
    "zh:06385b9bb1754620b9ebebd8ddfc931bc4c997eb5788e456f8bc0912f03c84ab",
    "zh:168f21e2b53a63920ed12955c78863fb8c8732b5db606b871f9ae18551eb2bff",
    "zh:2eb436ed5c2430e2f137c1f27f766187856edccdabcce96db08da5ba688a4ed1",
    "zh:3f191d4527d26732f941688402b055a5ff5f863d83668d4264ff4b1849562112",
    "zh:83e62fd4b7dcb61f0dc26ad8a62f5dca17c4c13e273c0e65e54d7be23da7cc80",
    "zh:9c6e43da78d3542c5495a90584b6814fcb3f807531a51332c0041f4b49aa9052",
    "zh:9ccc54ac035abdfd88b9a3f544aeed55447b2c8657e421406dab0c54958d1d12",
    "zh:9f6f835b784644c890c21f799b41222803a01252fec8c86963109aa2392e7222",
    "zh:a4898d39dcada0e088c067e24ccf4d8986e97401674897693836dd7b57c56027",
    "zh:a8a4175cdde5ef5850721ff2dc082059016fc55e8f514f0157912732d9132d72",
    "zh:a9fcf5c108db83e02828e31f6588ba3e809d798668e5a7d21607af64227ed173",
    "zh:f569b65999264a9416862bca5cd2a6177d94ccb0424f3a4ef424428912b9cb3c",
  ]
}

provider "registry.example.io/hashicorp/http" {
  version     = "3.6.1"
  constraints = "~> 3.6.0"
  hashes = [
    "h1:DLsYTK75CXhvED4qZGPnLCQ0hhKNnbMeZ8Ddssw/Eog=",
    "h1:N9nX5jMTKElbVhsIv7cIufXU93dtOyLTVg4/+nYf3MM=",
    "h1:QqwwwjTL4Jdq6oihCvZJktcWBhhTcFZ8lMFCQwxwEWg=",
    "h1:T/CtN+30HmfgKsxgVTsee57V+lT+GY20INpjp91kRTc=",
    "h1:YB9VxopzFZY9PftM/Xa4+KnQF1hCWyJrPxlk9FD4M1g=",
    "h1:dF/bvrv4Ewt72h9uWfWvfI2qDSQLZQ9sBB0DW6mm+G0=",
    "h1:i0gHhh36WVucbTkIXA8qtyXnH3BFwT8+MrWEApfKgBg=",
    "h1:qLIThM61sFqPQR4TJwGLZdR+KzYGeFPFOoO1LADiw+g=",
    "h1:sW8uA2hSoIVi50v3uVDMpxGuWAEHCZXhUg4q18DmCtY=",
    "h1:uEqqVV3ui6Zr0k/lqyjvHM0Lg267qMMji+ux7wPfJXI=",
    "h1:uKqE3BWlKCJydl5oA6iKodRiY51QhJfSaNGOmujujTo=",
    "h1:xdpDGcAN80il8BLX0sscrpnE/iQ51xR7oSMxee5NhLc=",
    "zh:091d5009e05b7583d1883505d31ea354dbbd2ab6bcc1f9866e3fc40f708f74b2",
    "zh:305c3e1c0f1e9e5c4bbf2a3a71c217b06146499a1815de0db052e5f277c7b5c1",
    "zh:78d5eefdd9e494defcb3c68d282b8f96630502cac21d1ea161f53cfe9bb483b3",
    "zh:9c86821e99fcf1c9184087d73dd4940f14d10318d7229694fa61512c1216c279",
    "zh:a0e08baf98384f7f20fe9beb2ca1acbbfb8bf71caaa33e49e35b584618648d46",
    "zh:aaf767f5bf28a887c9c8f82a58b08275709642306b77c6b82c41c09aaa116390",
    "zh:b0d189d11dbea1e2d2a31ee0c5cc215182e0448999bb5c1df0ef0e64e8aa3e74",
    "zh:bdde65bcb27ba3f24a5ab7f455245709e8ae3dce2bcd8dbcb208ef4dc7f17a43",
    "zh:c998032f00bb0cacc7f87e277f699ea3582ed86aee696a81af2eef8d5963b66b",
    "zh:e40143fe7a2e8c4970190c77f82682a140a30de0340f0c8c57291ac22994d217",
    "zh:e49ba3ff6244cbb30baa7a0e455d5652e4b650bf2a5459f9e6d349ef4503edeb",
    "zh:e4ae6b4af472f90cd08a267f7120ac0f6e95af46486c3031564dd2a065aeda48",
    "zh:f832598bbf437ea9d1dcfeeb527ca55c23137c724bb5400ff196a10e3bb3e53b",
  ]
}

provider "registry.example.io/hashicorp/random" {
  version     = "3.9.0"
  constraints = "~> 3.9.0"
  hashes = [
    "h1:5GGUrkWBTB1Hm+xPz6huesOzRDYIIX6DJOjbXQbPSKI=",
    "h1:OO+IuvQJSPmWdN8AyyIEvPJbLvDQpgX/zbktoa9KsJE=",
    "h1:TItduNVAaji0sGD5yZbxYLg2OEAJavd0+x4NL7CzL0E=",
    "h1:UlBuNVuCGJ39tTv2c5gz2NRZnQbXfbIWbTzWcth5o74=",
    "h1:fPNScahhsTwCvQTHBwvie1+67qkRZxXgPMCcwm6Rq60=",
    "h1:g8ORiwoE3bsDe3osptZzjGysp8iQJSSPczc82xpMBVw=",
    "h1:lVDv+0AjDjrLfpmaJbWqUmIw/k3/AHXLc3N4m55SNdo=",
    "h1:o0s5Mk9NXMP60nlheO1r0LsDGGratFb3oL0t7bD2QnM=",
    "h1:q/uaUTBdKgAmZESrwsoeDQff9uUA/cI/N5ZKNgVwa9c=",
    "h1:st6iut8XChvkfrQ1xeuf4Rv0YZypiROdJa7kCMjLhnI=",
    "h1:xtcXcrGSq4d6Fd0m9fgCp+krvjZdKXKmf0mH9FsjdMk=",
    "h1:zK+EG72uHuIWwy5Me6q2IxG/r859YA3AhqJRwUK2lOg=",
    "zh:161ad0bd9a75768c82f53fb6e7172a9d8be2d4889b012645a34795031aaf1bf1",
    "zh:19dc9a5b17729725ccfc4f45b0500af0ee5bc6b6b160c7adb8f2bf617d2c80ea",
    "zh:269eda8fe42daa7974d5a34d166c3ba9defe80cde86c01e4dadcfdf2e1f05e5f",
    "zh:373f7c65566f8f2cc7f45d698654feb9d988996957e1266a69ca00c52d6d16d0",
    "zh:5599d16804c41c83009ec621b6d6b6f74e102f5827678a4750f8809055546b61",
    "zh:583be0440469a22bff70dcfa56593b01566860b29607437264adb51060cf46fc",
    "zh:5f211d8ec3f2e1f414870d9584bfe26e6995560ef81c748f8447a48164767398",
    "zh:78d5eefdd9e494defcb3c68d282b8f96630502cac21d1ea161f53cfe9bb483b3",
    "zh:7b547fd16216761ef86efc3ed516ac5ac0c5c42b7c7eb24a08cef2d93f69ed5e",
    "zh:7e7c0679daf2a382151d05068c8c3f0dae6b7b7dccf818827b73dd08638df2ef",
    "zh:8089dec888a8038b9b4fb23b3df7e1057293dbc5b60b42cc47ff690d69d4b61b",
    "zh:c51f15a031edfd6f23ce8ced3446ca7f8d8d647e2499890d7d5d10d5016d7257",
    "zh:c94784f005708890dc6895afd53636ec00ec1e430b15d41e5aebfb1d4b39bd04",
  ]
}
