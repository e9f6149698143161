"""Reads playbooks, roles and task files of Ansible."""
