"""Sample worlds that tests share: machines, repositories, planted credentials."""
