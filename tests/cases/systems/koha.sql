-- Dump of the table letter
CREATE TABLE `letter` (
  `id` int(11) NOT NULL,
  `module` varchar(20) NOT NULL,
  `code` varchar(20) NOT NULL,
  `branchcode` varchar(10) NOT NULL,
  `name` varchar(100) NOT NULL,
  `is_html` tinyint(1) NOT NULL,
  `title` text NOT NULL,
  `content` mediumtext,
  `message_transport_type` varchar(20) NOT NULL,
  `lang` varchar(25) NOT NULL,
  PRIMARY KEY (`id`)
);
INSERT INTO `letter` VALUES (1,'reserves','HOLD_WAITS','','A hold waits',0,'It\'s here','Dear <<borrowers.firstname>>,\r\n\r\nit\'s here ''til Friday.\r\nYour library','email','default'),(2,'circulation','EMPTY','','Nothing',0,'',NULL,'email','default');
