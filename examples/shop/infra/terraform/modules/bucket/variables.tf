variable "name" {
  type = string
}

variable "public" {
  type    = bool
  default = false
}

variable "encrypted" {
  type    = bool
  default = true
}

variable "versioning" {
  type    = bool
  default = false
}

variable "log_bucket" {
  type    = string
  default = null
}
